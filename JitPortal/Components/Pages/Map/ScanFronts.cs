using JitPortal.Inventory.Map;
using JitPortal.Shared;

namespace JitPortal.Components.Pages.Map;

/// <summary>
/// How far a scan is, network by network. Nmap takes the addresses of its targets in order, group by group, so the share that is dealt with
/// is the front; inside a group it is an estimate.
/// </summary>
internal static class ScanFronts
{
    // A scan of more addresses is shown by its progress alone.
    private const int Most = 1024 * 256;

    public static IReadOnlyList<ScanFront> Of(string target, double percent)
    {
        List<AddressRange> ranges = [];
        foreach (var word in target.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (AddressRange.TryParse(word, out var range, out _) && range.IsIPv4)
                ranges.Add(range);
        }

        var total = ranges.Sum(r => (double)r.Count);
        if (total is 0 or > Most)
            return [];
        var done = total * Math.Clamp(percent, 0, 100) / 100;
        List<ScanFront> fronts = [];
        foreach (var range in ranges)
        {
            foreach (var network in MapRanges.Pieces(range))
            {
                var (first, last) = (UInt128.Max(range.First, network.First), UInt128.Min(range.Last, network.Last));
                var size = (double)(last - first + 1);
                var inside = Math.Clamp(done, 0, size);
                var state =
                    inside >= size ? "done"
                    : inside > 0 ? "run"
                    : "wait";
                fronts.Add(
                    new ScanFront(
                        AddressText.FromNumber(network.First).ToString(),
                        state,
                        (int)((double)(first - network.First) + inside),
                        (int)inside,
                        (int)size
                    )
                    {
                        Size = (int)network.Count,
                        Network = network.ToString(),
                    }
                );
                done -= size;
            }
        }

        return fronts;
    }
}

/// <summary>How far a running scan is in one network.</summary>
/// <param name="First">First address of the network.</param>
/// <param name="State"><c>wait</c>, <c>run</c> or <c>done</c>.</param>
/// <param name="At">Cells before the front: what lies in front of the scope, and what is dealt with.</param>
/// <param name="Done">Addresses dealt with.</param>
/// <param name="Total">Addresses of the network that are in scope.</param>
/// <param name="Name">What people call the network; empty when nobody named it.</param>
public sealed record ScanFront(string First, string State, int At, int Done, int Total, string Name = "")
{
    /// <summary>Cells of the network.</summary>
    public int Size { get; init; }

    /// <summary>What the map calls it.</summary>
    public string Network { get; init; } = "";
}
