using JitPortal.Shared;

namespace JitPortal.Inventory;

/// <summary>Section <c>Inventory</c> of the settings.</summary>
public sealed class InventoryOptions
{
    /// <summary>Names for networks on the map.</summary>
    public IReadOnlyList<NamedNetwork> Networks { get; set; } = [];

    /// <summary>By the network's canonical text.</summary>
    internal Dictionary<string, string> Names()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var network in Networks)
        {
            if (AddressRange.TryParse(network.Network, out var range, out _))
                names[range.ToString()] = network.Name;
        }
        return names;
    }
}

/// <summary>What people call a network.</summary>
public sealed class NamedNetwork
{
    /// <summary>A /24, or a /64 of IPv6.</summary>
    public string Network { get; set; } = "";
    public string Name { get; set; } = "";
}
