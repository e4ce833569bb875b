using JitPortal.Shared;

namespace JitPortal.Requests.Model;

/// <summary>The legal moves of a request, as a table. What is not in it is refused.</summary>
public static class RequestTransitions
{
    private static readonly Dictionary<(RequestState From, RequestVerb Verb), RequestState> Legal = new()
    {
        [(RequestState.Pending, RequestVerb.Agree)] = RequestState.Pending,
        [(RequestState.Pending, RequestVerb.Approve)] = RequestState.Approved,
        [(RequestState.Pending, RequestVerb.Deny)] = RequestState.Denied,
        [(RequestState.Pending, RequestVerb.Withdraw)] = RequestState.Withdrawn,
        [(RequestState.Pending, RequestVerb.Lapse)] = RequestState.Lapsed,
    };

    /// <summary>The state after the verb, or a conflict that says what became of the request.</summary>
    public static Outcome<RequestState> After(RequestState from, RequestVerb verb) =>
        Legal.TryGetValue((from, verb), out var to) ? to : Refusal.Conflict("request-decided", Sentence(from));

    private static string Sentence(RequestState state) =>
        state switch
        {
            RequestState.Approved => "This request was approved already.",
            RequestState.Denied => "This request was denied already.",
            RequestState.Withdrawn => "The requester withdrew this request.",
            RequestState.Lapsed => "This request lapsed, because nobody decided in time.",
            _ => "This request is still waiting.",
        };
}

/// <summary>What can happen to a request.</summary>
public enum RequestVerb
{
    /// <summary>One of several needed people agreed.</summary>
    Agree,

    /// <summary>The last needed person agreed, or policy alone did.</summary>
    Approve,

    Deny,

    Withdraw,

    /// <summary>Nobody decided in time.</summary>
    Lapse,
}

/// <summary>Life of a request: Pending -> one of the four ends.</summary>
public enum RequestState
{
    /// <summary>Waits for people.</summary>
    Pending,

    /// <summary>Policy and people agreed; grants exist.</summary>
    Approved,

    /// <summary>Policy or a person said no.</summary>
    Denied,

    /// <summary>The requester withdrew it.</summary>
    Withdrawn,

    /// <summary>Nobody decided in time.</summary>
    Lapsed,
}

/// <summary>What happened to a request.</summary>
public sealed record RequestMoved(RequestVerb Verb, RequestState To);
