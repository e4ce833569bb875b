using JitPortal.Data;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory.Map;

/// <summary>What a scan was to look at. Read in SQL: the inventory does not know how scans work.</summary>
internal sealed record AskedRange(string Site, string Kind, string Target, string? Arguments)
{
    // A command line speaks of ranges that a file need not hold; a very wide one says little about what the file is about.
    private const int WidestInFile = 1 << 12;
    private const int Most = 2000;

    /// <summary>The ranges of all scans that came to look at something, by their sites.</summary>
    public static async Task<ILookup<string, AddressRange>> AllAsync(PortalDb db, CancellationToken ct)
    {
        var scans = await db
            .Database.SqlQuery<AskedRange>(
                $"""SELECT DISTINCT "Site", "Kind", "Target", "Arguments" FROM "Scans" WHERE "State" <> 'Failed' LIMIT {Most}"""
            )
            .ToListAsync(ct);
        return scans.SelectMany(s => s.Ranges().Select(range => (s.Site, Range: range))).Distinct().ToLookup(s => s.Site, s => s.Range);
    }

    private IEnumerable<AddressRange> Ranges() =>
        Kind == "Import" ? MapRanges.InCommand(Arguments).Where(r => r.Count <= WidestInFile) : InTarget(Target);

    private static IEnumerable<AddressRange> InTarget(string target)
    {
        foreach (var word in target.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (AddressRange.TryParse(word, out var range, out _))
                yield return range;
        }
    }
}
