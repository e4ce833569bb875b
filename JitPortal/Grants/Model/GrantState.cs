namespace JitPortal.Grants.Model;

/// <summary>Life of a grant: Scheduled -> Opening -> Open -> Closing -> Closed.</summary>
public enum GrantState
{
    /// <summary>Approved; its start has not come.</summary>
    Scheduled,

    /// <summary>The enforcement point was told to open and has not confirmed.</summary>
    Opening,

    /// <summary>The enforcement point confirmed that the door is open; the clock runs.</summary>
    Open,

    /// <summary>Must be shut; the enforcement point has not confirmed. Retried for ever.</summary>
    Closing,

    /// <summary>The enforcement point confirmed that the door is shut.</summary>
    Closed,
}
