namespace JitPortal.Grants.Model;

public static class GrantStates
{
    /// <summary>Every state that is not the end.</summary>
    public static IReadOnlyList<GrantState> Live { get; } = [GrantState.Scheduled, GrantState.Opening, GrantState.Open, GrantState.Closing];
}
