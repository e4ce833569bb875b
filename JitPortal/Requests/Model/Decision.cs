using JitPortal.Shared;

namespace JitPortal.Requests.Model;

/// <summary>One person's word on one request. Unique per request and person: the database is the backstop of "one person counts once".</summary>
public sealed class Decision
{
    public long Id { get; set; }

    public RequestId RequestId { get; set; }

    public required string ById { get; set; }

    public required string ByEmail { get; set; }

    public DateTimeOffset At { get; set; }

    public DecisionKind Kind { get; set; }

    public string? Comment { get; set; }

    /// <summary>The shorter duration this approver agreed to; null = as asked.</summary>
    public TimeSpan? Duration { get; set; }

    /// <summary>The stage that a yes was given for, from 0; null = kept by an earlier version, which counted yeses in their order.</summary>
    public int? Stage { get; set; }

    /// <summary>Why a yes does not count any more, to follow the name: <c>is disabled</c>; null = it counts.</summary>
    public string? NotCounted { get; set; }
}

/// <summary>What an approver said.</summary>
public enum DecisionKind
{
    Approve,
    Deny,
}
