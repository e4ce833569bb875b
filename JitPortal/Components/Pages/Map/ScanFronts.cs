using JitPortal.Shared;

namespace JitPortal.Components.Pages.Map;

/// <summary>
/// How far a scan is, block by block. Nmap takes the addresses of its targets in order, group by group, so the share that is dealt with
/// is the front; inside a group it is an estimate.
/// </summary>
internal static class ScanFronts
{
    // A scan of more blocks is shown by its progress alone.
    private const int Most = 1024;

    public static IReadOnlyList<ScanFront> Of(string target, double percent)
    {
        List<AddressRange> ranges = [];
        foreach (var word in target.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (AddressRange.TryParse(word, out var range, out _) && range.IsIPv4)
                ranges.Add(range);
        }

        var total = ranges.Sum(r => (double)r.Count);
        if (total is 0 or > Most * 256d)
            return [];
        var done = total * Math.Clamp(percent, 0, 100) / 100;
        List<ScanFront> fronts = [];
        foreach (var range in ranges)
        {
            for (var first = range.First; first <= range.Last; )
            {
                var block = first & ~(UInt128)255;
                var last = UInt128.Min(range.Last, block | 255);
                var size = (double)(last - first + 1);
                var inside = Math.Clamp(done, 0, size);
                var state =
                    inside >= size ? "done"
                    : inside > 0 ? "run"
                    : "wait";
                fronts.Add(
                    new ScanFront(
                        AddressText.FromNumber(block).ToString(),
                        state,
                        (int)((double)(first - block) + inside),
                        (int)inside,
                        (int)size
                    )
                );
                done -= size;
                first = last + 1;
            }
        }

        return fronts;
    }
}

/// <summary>How far a running scan is in one block of 256 addresses.</summary>
/// <param name="First">First address of the block.</param>
/// <param name="State"><c>wait</c>, <c>run</c> or <c>done</c>.</param>
/// <param name="At">Cells before the front: what lies in front of the scope, and what is dealt with.</param>
/// <param name="Done">Addresses dealt with.</param>
/// <param name="Total">Addresses of the block that are in scope.</param>
/// <param name="Name">What people call the network; empty when nobody named it.</param>
public sealed record ScanFront(string First, string State, int At, int Done, int Total, string Name = "");
