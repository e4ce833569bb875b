using System.Collections.Frozen;

namespace JitPortal.Grants.Model;

/// <summary>Every legal move of a grant; what is not listed is refused.</summary>
public static class GrantTransitions
{
    public static FrozenDictionary<(GrantState From, GrantVerb Verb), GrantState> Table { get; } =
        new Dictionary<(GrantState, GrantVerb), GrantState>
        {
            [(GrantState.Scheduled, GrantVerb.BeginOpening)] = GrantState.Opening,
            [(GrantState.Scheduled, GrantVerb.Close)] = GrantState.Closing,
            [(GrantState.Opening, GrantVerb.RetryOpening)] = GrantState.Opening,
            [(GrantState.Opening, GrantVerb.OpenDoor)] = GrantState.Opening,
            [(GrantState.Opening, GrantVerb.ConfirmOpen)] = GrantState.Open,
            [(GrantState.Opening, GrantVerb.Close)] = GrantState.Closing,
            [(GrantState.Open, GrantVerb.Reopen)] = GrantState.Open,
            [(GrantState.Open, GrantVerb.RetryReopening)] = GrantState.Open,
            [(GrantState.Open, GrantVerb.Extend)] = GrantState.Open,
            [(GrantState.Open, GrantVerb.Close)] = GrantState.Closing,
            [(GrantState.Closing, GrantVerb.RetryClosing)] = GrantState.Closing,
            [(GrantState.Closing, GrantVerb.ShutDoor)] = GrantState.Closing,
            [(GrantState.Closing, GrantVerb.ConfirmClosed)] = GrantState.Closed,
        }.ToFrozenDictionary();
}
