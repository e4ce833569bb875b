using JitPortal.Settings;
using JitPortal.Shared;

namespace JitPortal.Inventory;

/// <summary>Section <c>Inventory</c> of the settings.</summary>
internal sealed class InventoryOptions : ISettings
{
    public static string Section => "Inventory";

    /// <summary>Names for networks on the map.</summary>
    public IReadOnlyList<NamedNetwork> Networks { get; set; } = [];

    public IEnumerable<Problem> Problems()
    {
        foreach (var (i, network) in Networks.Index())
        {
            var at = $"Inventory:Networks:{i}";
            if (!AddressRange.TryParse(network.Network, out var range, out var problem))
                yield return new Problem($"{at}:Network", $"{at}:Network: {problem}");
            else if (!IsOnMap(range))
                yield return new Problem(
                    $"{at}:Network",
                    $"{at}:Network “{TypedText.Quoted(network.Network)}” is not a /24, or a /64 of IPv6; the map has no others."
                );
            if (string.IsNullOrWhiteSpace(network.Name))
                yield return new Problem($"{at}:Name", $"{at}:Name is empty; it is what people call the network.");
        }
    }

    private static bool IsOnMap(AddressRange range)
    {
        var size = range.IsIPv4 ? (UInt128)1 << 8 : (UInt128)1 << 64;
        return range.Count == size && range.First % size == 0;
    }
}

/// <summary>What people call a network.</summary>
internal sealed class NamedNetwork
{
    /// <summary>A /24, or a /64 of IPv6.</summary>
    public string Network { get; set; } = "";
    public string Name { get; set; } = "";
}
