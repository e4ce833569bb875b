using JitPortal.Shared;

namespace JitPortal.Inventory.Map;

/// <summary>What people call networks, from the settings.</summary>
internal sealed class NetworkNames
{
    private readonly List<(AddressRange Range, string Name)> _named = [];

    public NetworkNames(InventoryOptions options)
    {
        foreach (var network in options.Networks)
        {
            if (AddressRange.TryParse(network.Network, out var range, out _))
                _named.Add((range, network.Name));
        }
        _named.Sort((a, b) => a.Range.Count.CompareTo(b.Range.Count));
    }

    public IReadOnlyList<AddressRange> Ranges => [.. _named.Select(n => n.Range)];

    /// <summary>The name of the narrowest named network that holds the range; empty when there is none.</summary>
    public string Of(AddressRange range) => _named.Find(n => n.Range.Contains(range)).Name ?? "";
}
