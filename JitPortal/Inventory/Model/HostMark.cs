namespace JitPortal.Inventory.Model;

/// <summary>What the last scan that saw a host did to its entry.</summary>
public enum HostMark
{
    None,
    New,
    Changed,
}
