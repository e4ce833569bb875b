namespace JitPortal.Inventory.Map;

/// <summary>A block of the map: a /24, or a /64 of IPv6.</summary>
/// <param name="Name">From the settings; empty when it has none.</param>
/// <param name="Family">4 or 6.</param>
public sealed record MapNetwork(string Cidr, string Name, int Family, IReadOnlyList<MapHost> Hosts);
