using JitPortal.Journal;
using JitPortal.Policies.Model;
using JitPortal.Requests.Model;

namespace JitPortal.Requests;

/// <param name="Services">Their endpoints.</param>
/// <param name="Sentences">What the policy said, for people.</param>
public sealed record RequestSubmitted(
    string Requester,
    IReadOnlyList<string> Services,
    string Reason,
    string? Ticket,
    TimeSpan Duration,
    DateTimeOffset? StartAt,
    string Source,
    string? Rule,
    int Version,
    PolicyDecision Decision,
    IReadOnlyList<string> Sentences
) : IFact
{
    public static string Type => "request.submitted";
}

/// <summary>Policy refused it at once; there is no request, but that somebody tried is worth an entry.</summary>
public sealed record RequestRefused(IReadOnlyList<string> Services, string? Rule, int Version, IReadOnlyList<string> Sentences) : IFact
{
    public static string Type => "request.refused";
}

/// <summary>One of several needed people agreed.</summary>
/// <param name="Seen">What had changed since it was asked for, and was looked at.</param>
public sealed record RequestAgreed(
    string Requester,
    TimeSpan Duration,
    string? Comment,
    string? Rule,
    int Version,
    IReadOnlyList<string> Sentences,
    IReadOnlyList<string> Seen
) : IFact
{
    public static string Type => "request.agreed";
}

/// <summary>The last needed yes, or the policy's own.</summary>
/// <param name="By"><c>policy</c> when no person was asked; then only rule, version and duration are there.</param>
public sealed record RequestApproved(
    string? Requester,
    TimeSpan Duration,
    string? Comment,
    string? Rule,
    int Version,
    IReadOnlyList<string>? Sentences,
    IReadOnlyList<string>? Seen,
    string? By = null
) : IFact
{
    public static string Type => "request.approved";
}

/// <param name="EndedAs">In the database that an older back-up replaced; null = it ended here.</param>
public sealed record RequestDenied(string Requester, string? Reason, RequestState? EndedAs = null) : IFact
{
    public static string Type => "request.denied";
}

/// <param name="EndedAs">In the database that an older back-up replaced; null = it ended here.</param>
public sealed record RequestWithdrawn(string Requester, string? Reason = null, RequestState? EndedAs = null) : IFact
{
    public static string Type => "request.withdrawn";
}

/// <param name="PendingUntil">Until when it could be decided; null = it ended earlier, for the reason.</param>
/// <param name="EndedAs">In the database that an older back-up replaced; null = it ended here.</param>
public sealed record RequestLapsed(
    string Requester,
    DateTimeOffset? PendingUntil = null,
    string? Reason = null,
    RequestState? EndedAs = null
) : IFact
{
    public static string Type => "request.lapsed";
}

/// <summary>A yes does not count any more, because of what became of whoever gave it.</summary>
public sealed record RequestYesNotCounted(string Requester, string By, DateTimeOffset AgreedAt, int Stage, string Reason) : IFact
{
    public static string Type => "request.yes-not-counted";
}

/// <summary>The people of a stage cannot decide any more, or did not in time, so those whom the policy names for that are asked too.</summary>
/// <param name="To">Who, in the policy's words.</param>
/// <param name="Stage">The stage that waited, from 1, and since when; null = nobody of any stage was left.</param>
public sealed record RequestEscalated(string Requester, IReadOnlyList<string> To, int? Stage = null, DateTimeOffset? Since = null) : IFact
{
    public static string Type => "request.escalated";
}

/// <summary>Those asked have not decided within the time that the policy gives them.</summary>
public sealed record RequestReminded(string Requester, int Stage, DateTimeOffset Since, IReadOnlyList<string> Asked) : IFact
{
    public static string Type => "request.reminded";
}

/// <summary>Nobody can decide any more.</summary>
public sealed record RequestNobodyLeft(string Requester, string? Sentence, DateTimeOffset Until) : IFact
{
    public static string Type => "request.nobody-left";
}

/// <summary>Somebody can decide again.</summary>
public sealed record RequestSomebodyAgain(string Requester, string? Sentence, DateTimeOffset Until) : IFact
{
    public static string Type => "request.somebody-again";
}
