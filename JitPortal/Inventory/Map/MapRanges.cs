using System.Net;
using JitPortal.Shared;

namespace JitPortal.Inventory.Map;

/// <summary>
/// Which stretches of addresses the networks of the map are: what scans asked, cut where the settings name a part of it. What no scan is
/// known to have asked has no size; there the hosts that were found stand together by /24, or by /64 of IPv6.
/// </summary>
internal sealed class MapRanges
{
    /// <summary>Larger ranges are cut: a network of the map has so many cells at most.</summary>
    public const int Largest = 1 << 16;

    /// <summary>A look at a few addresses makes no network.</summary>
    private const int Smallest = 8;

    private readonly AddressRange[] _ranges;

    private MapRanges(IEnumerable<AddressRange> ranges) => _ranges = [.. ranges.OrderBy(r => r.First)];

    /// <param name="asked">What scans looked at, in any order; they may overlap.</param>
    /// <param name="named">Networks that the settings name.</param>
    public static MapRanges Of(IEnumerable<AddressRange> asked, IReadOnlyCollection<AddressRange> named)
    {
        List<AddressRange> whole = [];
        // The widest first, so that a second look at a part of a network does not break it up.
        foreach (var piece in asked.SelectMany(Pieces).Distinct().OrderByDescending(p => p.Count))
        {
            if (piece.Count >= Smallest && !whole.Exists(w => w.Contains(piece)))
                whole.Add(piece);
        }
        return new MapRanges(whole.SelectMany(w => Cut(w, named)));
    }

    /// <summary>The range that holds an address; null when no scan is known to have asked for it.</summary>
    public AddressRange? Find(UInt128 address)
    {
        var (low, high) = (0, _ranges.Length);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_ranges[middle].Last < address)
                low = middle + 1;
            else
                high = middle;
        }
        return low < _ranges.Length && _ranges[low].Contains(address) ? _ranges[low] : null;
    }

    /// <summary>A range as networks: itself where it is one, else one for each /24 that it touches, as narrow as holds it. None for IPv6.</summary>
    public static IEnumerable<AddressRange> Pieces(AddressRange range)
    {
        if (!range.IsIPv4)
            return [];
        var isNetwork = UInt128.IsPow2(range.Count) && (range.First & (range.Count - 1)) == 0;
        return isNetwork && range.Count <= Largest ? [range] : Edges(range, isNetwork ? Largest : 256);
    }

    private static IEnumerable<AddressRange> Edges(AddressRange range, int step)
    {
        for (var first = range.First; first <= range.Last; )
        {
            var last = UInt128.Min(range.Last, first | (UInt128)(step - 1));
            yield return Around(first, last);
            first = last + 1;
        }
    }

    private static AddressRange Around(UInt128 first, UInt128 last)
    {
        UInt128 size = 1;
        while ((first & ~(size - 1)) + size - 1 < last)
            size <<= 1;
        first &= ~(size - 1);
        return AddressRange.Between(first, first + size - 1);
    }

    /// <summary>In halves, until no named network is a part of one of them.</summary>
    private static IEnumerable<AddressRange> Cut(AddressRange range, IReadOnlyCollection<AddressRange> named)
    {
        if (!named.Any(n => n != range && range.Contains(n)))
            return [range];
        var half = range.First + (range.Count >> 1);
        return Cut(AddressRange.Between(range.First, half - 1), named).Concat(Cut(AddressRange.Between(half, range.Last), named));
    }

    /// <summary>The ranges among the words of a command line; names, options and single addresses are passed over.</summary>
    public static IEnumerable<AddressRange> InCommand(string? arguments)
    {
        foreach (var word in (arguments ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Contains('.', StringComparison.Ordinal) && word.IndexOfAny(['/', '-']) > 0 && IPAddressLike(word))
            {
                if (AddressRange.TryParse(word, out var range, out _))
                    yield return range;
            }
        }
    }

    private static bool IPAddressLike(string word) => char.IsAsciiDigit(word[0]) && IPAddress.TryParse(word.Split('/', '-')[0], out _);
}
