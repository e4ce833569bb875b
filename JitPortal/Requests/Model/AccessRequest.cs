using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Requests.Model;

/// <summary>
/// Somebody asks for time-bound access to one or more services. It outlives its grants: it is the record of why. Its verbs are in
/// AccessRequest.Verbs.cs.
/// </summary>
public sealed partial class AccessRequest
{
    public RequestId Id { get; init; }

    public RequestState State { get; private set; }

    public required string RequesterId { get; init; }

    public required string RequesterEmail { get; init; }

    public required string Reason { get; init; }

    public string? Ticket { get; init; }

    /// <summary>Asked duration, counted from opening.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Not before this; null = when approved.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Address the access is pinned to.</summary>
    public required string Source { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Lapses then if nobody decided.</summary>
    public DateTimeOffset PendingUntil { get; init; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Rule that judged it, and the book's version: what it was judged by stays known.</summary>
    public required string PolicyRule { get; init; }

    public int PolicyVersion { get; init; }

    /// <summary>Facts at submission, JSON.</summary>
    public required string Facts { get; init; }

    /// <summary>Verdict at submission, JSON.</summary>
    public string Verdict { get; private set; } = "";

    /// <summary>
    /// Who is asked at this moment, for SQL to find what waits for somebody: a line each as <see cref="ApproverSpec.ToText"/> writes it, in
    /// upper case, with a line break before and behind. Follows from the verdict's stages and the yeses so far, see <see cref="Ask"/>.
    /// </summary>
    public string Asked { get; private set; } = "";

    /// <summary>Why it waits in vain, or why it ended by itself before its time; one or two sentences, null = nothing to say.</summary>
    public string? Note { get; private set; }

    public List<RequestedService> Services { get; init; } = [];

    public List<Decision> Decisions { get; init; } = [];

    public long Version { get; private set; }
}
