namespace JitPortal.Inventory.Model;

/// <summary>What a scan said of a host as a whole.</summary>
public enum SeenState
{
    /// <summary>The scanner did not say; masscan never does.</summary>
    Unsaid,
    Up,
    Down,

    /// <summary>Asked for, but left out by the scanner.</summary>
    Skipped,
}
