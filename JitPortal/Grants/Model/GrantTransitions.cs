using System.Collections.Frozen;
using JitPortal.Shared;

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

/// <summary>What can happen to a grant.</summary>
public enum GrantVerb
{
    /// <summary>Its start has come; the enforcement point is told to open.</summary>
    BeginOpening,

    /// <summary>The enforcement point did not open; it is tried again.</summary>
    RetryOpening,

    /// <summary>One enforcement point confirmed its open door; others have not yet.</summary>
    OpenDoor,

    /// <summary>The last enforcement point confirmed the open door; the clock runs from there.</summary>
    ConfirmOpen,

    /// <summary>The door was opened anew before its deadline, after the portal had stopped.</summary>
    Reopen,

    /// <summary>The door could not be opened anew; it is tried again until the deadline.</summary>
    RetryReopening,

    /// <summary>The deadline moves, within the same grant.</summary>
    Extend,

    /// <summary>It was decided that it ends.</summary>
    Close,

    /// <summary>The door is not proved shut; it is tried again, for ever.</summary>
    RetryClosing,

    /// <summary>One door is shut; others are not yet.</summary>
    ShutDoor,

    /// <summary>The last door is shut.</summary>
    ConfirmClosed,
}

/// <summary>A move that a grant made.</summary>
public sealed record GrantMoved(GrantId Grant, GrantVerb Verb, GrantState From, GrantState To, DateTimeOffset At);
