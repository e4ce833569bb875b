using JitPortal.Shared;

namespace JitPortal.Inventory.Map;

/// <summary>Where addresses are in a picture: network and cell, as numbers.</summary>
internal sealed class MapPlaces
{
    private readonly Dictionary<string, (int Number, MapStretch Stretch)> _networks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(AddressRange Range, int Number)>> _grids = new(StringComparer.Ordinal);

    public MapPlaces(MapPicture picture)
    {
        Epoch = picture.Epoch;
        foreach (var (number, network) in picture.Networks.Index())
        {
            if (!AddressRange.TryParse(network.Cidr, out var range, out _))
                continue;
            _networks[network.Key] = (number, new MapStretch(network.Site, range, network.FoundOnly));
            if (!_grids.TryGetValue(network.Site, out var grids))
                _grids[network.Site] = grids = [];
            if (!network.FoundOnly)
                grids.Add((range, number));
        }
        foreach (var grids in _grids.Values)
            grids.Sort((a, b) => a.Range.First.CompareTo(b.Range.First));
    }

    public uint Epoch { get; }

    /// <summary>Network and cell of an address; -1 and -1 where cells move as hosts are found, or where there is none.</summary>
    public int[] Of(string site, UInt128 address)
    {
        var grids = _grids.GetValueOrDefault(site, []);
        var (low, high) = (0, grids.Count);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (grids[middle].Range.Last < address)
                low = middle + 1;
            else
                high = middle;
        }
        return low < grids.Count && grids[low].Range.Contains(address)
            ? [grids[low].Number, (int)(address - grids[low].Range.First)]
            : [-1, -1];
    }

    /// <summary>The network of that name, see <see cref="MapNetwork.Key"/>; null when the picture has none.</summary>
    public MapStretch? Find(string key) => _networks.TryGetValue(key, out var known) ? known.Stretch : null;
}

/// <summary>The addresses of a network of the map.</summary>
/// <param name="FoundOnly">Only found hosts have cells.</param>
internal sealed record MapStretch(string Site, AddressRange Range, bool FoundOnly);
