using JitPortal.Shared;

namespace JitPortal.Inventory.Map;

/// <summary>Where addresses are in a picture: network and cell, as numbers.</summary>
internal sealed class MapPlaces
{
    private readonly Dictionary<string, (int Number, AddressRange Range, bool FoundOnly)> _networks = new(StringComparer.Ordinal);
    private readonly List<(AddressRange Range, int Number)> _grids = [];

    public MapPlaces(MapPicture picture)
    {
        Epoch = picture.Epoch;
        foreach (var (number, network) in picture.Networks.Index())
        {
            if (!AddressRange.TryParse(network.Cidr, out var range, out _))
                continue;
            _networks[network.Cidr] = (number, range, network.FoundOnly);
            if (!network.FoundOnly)
                _grids.Add((range, number));
        }
        _grids.Sort((a, b) => a.Range.First.CompareTo(b.Range.First));
    }

    public uint Epoch { get; }

    /// <summary>Network and cell of an address; -1 and -1 where cells move as hosts are found, or where there is none.</summary>
    public int[] Of(UInt128 address)
    {
        var (low, high) = (0, _grids.Count);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_grids[middle].Range.Last < address)
                low = middle + 1;
            else
                high = middle;
        }
        return low < _grids.Count && _grids[low].Range.Contains(address)
            ? [_grids[low].Number, (int)(address - _grids[low].Range.First)]
            : [-1, -1];
    }

    /// <summary>The network of that name, and whether only found hosts have cells; null when the picture has none.</summary>
    public (AddressRange Range, bool FoundOnly)? Find(string cidr) =>
        _networks.TryGetValue(cidr, out var known) ? (known.Range, known.FoundOnly) : null;
}
