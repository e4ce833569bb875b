namespace JitPortal.Inventory;

/// <summary>What people call a network.</summary>
public sealed class NamedNetwork
{
    /// <summary>A /24, or a /64 of IPv6.</summary>
    public string Network { get; set; } = "";
    public string Name { get; set; } = "";
}
