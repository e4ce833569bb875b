using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Requests.Model;

/// <summary>
/// Somebody asks for time-bound access to one or more services. It outlives its grants: it is the record of why. Its verbs are in
/// AccessRequest.Verbs.cs.
/// </summary>
public sealed partial class AccessRequest
{
    public RequestId Id { get; set; }

    public RequestState State { get; set; }

    public required string RequesterId { get; set; }

    public required string RequesterEmail { get; set; }

    public required string Reason { get; set; }

    public string? Ticket { get; set; }

    /// <summary>Asked duration, counted from opening.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>Not before this; null = when approved.</summary>
    public DateTimeOffset? StartAt { get; set; }

    /// <summary>Address the access is pinned to.</summary>
    public required string Source { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Lapses then if nobody decided.</summary>
    public DateTimeOffset PendingUntil { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Rule that judged it, and the book's version: what it was judged by stays known.</summary>
    public required string PolicyRule { get; set; }

    public int PolicyVersion { get; set; }

    /// <summary>Facts at submission, JSON.</summary>
    public required string Facts { get; set; }

    /// <summary>Verdict at submission, JSON.</summary>
    public required string Verdict { get; set; }

    /// <summary>
    /// Who is asked at this moment, for SQL to find what waits for somebody: a line each as <see cref="ApproverSpec.ToText"/> writes it, in
    /// upper case, with a line break before and behind. Follows from the verdict's stages and the yeses so far, see <see cref="Ask"/>.
    /// </summary>
    public string Asked { get; private set; } = "";

    /// <summary>Why it waits in vain, or why it ended by itself before its time; one or two sentences, null = nothing to say.</summary>
    public string? Note { get; set; }

    public List<RequestedService> Services { get; set; } = [];

    public List<Decision> Decisions { get; set; } = [];

    public long Version { get; set; }
}
