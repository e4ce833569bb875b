namespace JitPortal.Inventory.Model;

/// <summary>Whether the newest scan whose scope held the address saw the host.</summary>
public enum HostState
{
    Up,

    /// <summary>Was up once; the last scan that asked for it got no answer.</summary>
    Gone,
}
