using System.Net;
using JitPortal.Shared;

namespace JitPortal.Scanning.Model;

/// <summary>Sets of addresses as sorted ranges that neither overlap nor touch; the two families never share a range.</summary>
public static class AddressRanges
{
    /// <summary>The same addresses in the one canonical form.</summary>
    public static IReadOnlyList<AddressRange> Merge(IEnumerable<AddressRange> ranges)
    {
        var merged = new List<AddressRange>();
        foreach (var range in ranges.OrderBy(r => r.First).ThenBy(r => r.Last))
        {
            if (
                merged.Count > 0
                && merged[^1] is var last
                && last.IsIPv4 == range.IsIPv4
                && (range.First <= last.Last || range.First - last.Last == 1)
            )
                merged[^1] = AddressRange.Between(last.First, UInt128.Max(last.Last, range.Last));
            else
                merged.Add(range);
        }

        return merged;
    }

    /// <summary>What of <paramref name="ranges"/> is not in <paramref name="taken"/>.</summary>
    public static IReadOnlyList<AddressRange> Subtract(IEnumerable<AddressRange> ranges, IEnumerable<AddressRange> taken)
    {
        var left = Merge(ranges);
        foreach (var hole in Merge(taken))
            left = [.. left.SelectMany(r => Without(r, hole))];
        return left;
    }

    /// <summary>True when every address of <paramref name="range"/> is in one of <paramref name="ranges"/> of the same family.</summary>
    public static bool Cover(IEnumerable<AddressRange> ranges, AddressRange range) =>
        Merge(ranges).Any(r => r.IsIPv4 == range.IsIPv4 && r.Contains(range));

    /// <summary>How many addresses; the largest number when they are more than it holds.</summary>
    public static UInt128 Count(IEnumerable<AddressRange> ranges)
    {
        UInt128 sum = 0;
        foreach (var range in ranges)
        {
            var count = range.Count;
            if (count == 0 || UInt128.MaxValue - sum < count)
                return UInt128.MaxValue;
            sum += count;
        }

        return sum;
    }

    /// <summary>
    /// The range as the fewest networks (or single addresses). Nmap has no way to write <c>10.0.0.5-10.0.1.9</c>, but it reads networks.
    /// </summary>
    public static IEnumerable<AddressRange> ToNetworks(AddressRange range)
    {
        var first = range.First;
        while (true)
        {
            var aligned = first == 0 ? 127 : (int)UInt128.TrailingZeroCount(first);
            var left = range.Last - first;
            var bits = Math.Min(aligned, left == UInt128.MaxValue ? 127 : (int)UInt128.Log2(left + 1));
            var last = first + ((UInt128.One << bits) - 1);
            yield return AddressRange.Between(first, last);
            if (last == range.Last)
                yield break;
            first = last + 1;
        }
    }

    /// <summary>Ranges joined by a comma and a space: text that <see cref="TargetText"/> reads back to the same set.</summary>
    public static string ToText(IEnumerable<AddressRange> ranges) => string.Join(", ", ranges);

    /// <summary>How many addresses of the set come before this one, in address order; null when it is not in the set.</summary>
    public static UInt128? PositionOf(IReadOnlyList<AddressRange> merged, IPAddress address)
    {
        var number = AddressText.ToNumber(address);
        UInt128 before = 0;
        foreach (var range in merged)
        {
            if (range.Contains(number))
                return before + (number - range.First);
            before += range.Count;
        }

        return null;
    }

    private static IEnumerable<AddressRange> Without(AddressRange range, AddressRange hole)
    {
        if (range.IsIPv4 != hole.IsIPv4 || hole.Last < range.First || hole.First > range.Last)
        {
            yield return range;
            yield break;
        }

        if (hole.First > range.First)
            yield return AddressRange.Between(range.First, hole.First - 1);
        if (hole.Last < range.Last)
            yield return AddressRange.Between(hole.Last + 1, range.Last);
    }
}
