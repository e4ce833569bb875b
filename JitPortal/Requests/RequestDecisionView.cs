using JitPortal.Requests.Model;

namespace JitPortal.Requests;

/// <summary>One person's word on a request.</summary>
/// <param name="By">E-mail address.</param>
/// <param name="Duration">The shorter time that was agreed to; null = as asked.</param>
public sealed record RequestDecisionView(string By, string ByName, DateTimeOffset At, DecisionKind Decision, string? Comment, TimeSpan? Duration)
{
    /// <summary>Why this yes does not count any more, to follow the name; null = it counts.</summary>
    public string? NotCounted { get; init; }
}
