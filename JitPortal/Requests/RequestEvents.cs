using JitPortal.Requests.Model;
using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>What the journal calls the things that happen to requests.</summary>
public static class RequestEvents
{
    public const string Submitted = "request.submitted";

    /// <summary>Policy refused it at once; there is no request, but that somebody tried is worth an entry.</summary>
    public const string Refused = "request.refused";

    /// <summary>One of several needed people agreed.</summary>
    public const string Agreed = "request.agreed";

    public const string Approved = "request.approved";
    public const string Denied = "request.denied";
    public const string Withdrawn = "request.withdrawn";
    public const string Lapsed = "request.lapsed";

    /// <summary>A yes does not count any more, because of what became of whoever gave it.</summary>
    public const string NotCounted = "request.yes-not-counted";

    /// <summary>The people of a stage cannot decide any more, or did not in time, so those whom the policy names for that are asked too.</summary>
    public const string Escalated = "request.escalated";

    /// <summary>Those asked have not decided within the time that the policy gives them.</summary>
    public const string Reminded = "request.reminded";

    /// <summary>Nobody can decide any more.</summary>
    public const string NobodyLeft = "request.nobody-left";

    /// <summary>Somebody can decide again.</summary>
    public const string SomebodyAgain = "request.somebody-again";

    public static string Subject(RequestId id) => $"request:{id}";

    internal static string Of(RequestVerb verb) =>
        verb switch
        {
            RequestVerb.Agree => Agreed,
            RequestVerb.Approve => Approved,
            RequestVerb.Deny => Denied,
            RequestVerb.Withdraw => Withdrawn,
            _ => Lapsed,
        };
}
