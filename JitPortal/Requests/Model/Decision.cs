using JitPortal.Shared;

namespace JitPortal.Requests.Model;

/// <summary>One person's word on one request. Unique per request and person: the database is the backstop of "one person counts once".</summary>
public sealed class Decision
{
    public long Id { get; init; }

    public RequestId RequestId { get; init; }

    public required string ById { get; init; }

    public required string ByEmail { get; init; }

    public DateTimeOffset At { get; internal set; }

    public DecisionKind Kind { get; internal set; }

    public string? Comment { get; internal set; }

    /// <summary>The shorter duration this approver agreed to; null = as asked.</summary>
    public TimeSpan? Duration { get; internal set; }

    /// <summary>The stage that a yes was given for, from 0; null = kept by an earlier version, which counted yeses in their order.</summary>
    public int? Stage { get; internal set; }

    /// <summary>Why a yes does not count any more, to follow the name: <c>is disabled</c>; null = it counts.</summary>
    public string? NotCounted { get; internal set; }
}

/// <summary>What an approver said.</summary>
public enum DecisionKind
{
    Approve,
    Deny,
}
