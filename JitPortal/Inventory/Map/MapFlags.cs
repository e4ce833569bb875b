namespace JitPortal.Inventory.Map;

/// <summary>What the map shows of a host besides its colour.</summary>
[Flags]
public enum MapFlags
{
    None = 0,
    Up = 1,

    /// <summary>Was up; the last scan that asked for it got no answer.</summary>
    Gone = 2,

    /// <summary>The last scan saw it for the first time.</summary>
    New = 4,

    /// <summary>The last scan changed something on it.</summary>
    Changed = 8,

    /// <summary>Somebody has an open grant on one of its services.</summary>
    Granted = 16,

    /// <summary>A grant on it must be shut and is not proved shut.</summary>
    Closing = 32,

    /// <summary>Found up by a running scan that has not finished it; only in deltas.</summary>
    Hint = 64,
}
