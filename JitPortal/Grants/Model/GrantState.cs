namespace JitPortal.Grants.Model;

/// <summary>Life of a grant: Scheduled -> Opening -> Open -> Closing -> Closed.</summary>
public enum GrantState
{
    /// <summary>Approved; its start has not come.</summary>
    Scheduled,

    /// <summary>The enforcement points were told to open and not all have confirmed.</summary>
    Opening,

    /// <summary>Every enforcement point confirmed that its door is open; the clock runs.</summary>
    Open,

    /// <summary>Must be shut; not every enforcement point has confirmed. Retried for ever.</summary>
    Closing,

    /// <summary>Every door was tried and found shut.</summary>
    Closed,
}

public static class GrantStates
{
    /// <summary>Every state that is not the end.</summary>
    public static IReadOnlyList<GrantState> Live { get; } = [GrantState.Scheduled, GrantState.Opening, GrantState.Open, GrantState.Closing];
}
