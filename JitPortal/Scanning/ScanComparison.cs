using JitPortal.Data;
using JitPortal.Scanning.Model;
using JitPortal.Scanning.Reading;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Scanning;

/// <summary>Compares two scans by their raw output, so that it stays true whatever the inventory has learned since.</summary>
internal sealed class ScanComparison(IDbContextFactory<PortalDb> contexts, RawScans raw)
{
    public async Task<Outcome<ScanDiff>> CompareAsync(ScanId earlier, ScanId later, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var scans = await db.Scans.AsNoTracking().Where(s => s.Id == earlier || s.Id == later).ToListAsync(ct);
        if (scans.Find(s => s.Id == earlier) is not { } a || scans.Find(s => s.Id == later) is not { } b)
            return Refusal.NotFound("scan-unknown", "There is no such scan.");
        if (a.Site != b.Site)
            return Refusal.Conflict(
                "scan-other-site",
                $"These scans looked at two sites, {a.Site} and {b.Site}: an address at one is another machine than the same address at the other."
            );
        if (Read(a) is not { } before || Read(b) is not { } after)
            return Refusal.Conflict("scan-raw-gone", "The output of one of these scans is no longer kept, so they can't be compared.");
        return new ScanDiff(
            ScanViews.Of(a, null),
            ScanViews.Of(b, null),
            ScanDelta.Between(before, after),
            [.. Caveats(a, b), .. Blind("earlier", before), .. Blind("later", after)]
        );
    }

    private ScanFacts? Read(Scan scan)
    {
        using var stream = raw.Open(scan.Id);
        if (stream is null)
            return null;
        var looks = new ScanLooks();
        foreach (var item in NmapXmlReader.Read(stream, ReaderOptions.Default))
            looks.Take(item);
        return looks.Facts(Silent(scan));
    }

    /// <summary>A complete run of the portal has looked at its whole scope; of an import only the hosts in it are known.</summary>
    private static IReadOnlyList<AddressRange> Silent(Scan scan) =>
        scan is { Kind: ScanKind.Run, Complete: true }
            ? AddressRanges.Merge(TargetText.Parse(scan.Target).Items.Where(i => i.Range is not null).Select(i => i.Range!.Value))
            : [];

    private static IEnumerable<string> Caveats(Scan a, Scan b)
    {
        if (a.Vantage != b.Vantage)
            yield return $"They looked from different places ({a.Vantage}, {b.Vantage}): what differs may be the way there.";
        if (a.Privilege is not null && b.Privilege is not null && a.Privilege != b.Privilege)
            yield return "One sent raw packets and the other could only connect, which finds fewer hosts.";
        if (!a.Complete || !b.Complete)
            yield return "One of them is incomplete: of hosts that it did not finish nothing is said.";
    }

    private static IEnumerable<string> Blind(string which, ScanFacts scan) =>
        scan.Blind.Select(type =>
            $"The {which} one has a scan of the type “{ScanText.Line(type, 20)}”, which cannot tell open from closed: of what only that asked nothing is said to be closed."
        );
}

/// <summary>Two scans beside each other.</summary>
/// <param name="Caveats">Why the comparison says less than it seems: another vantage point, another privilege, an incomplete scan.</param>
public sealed record ScanDiff(ScanView Earlier, ScanView Later, ScanDelta Delta, IReadOnlyList<string> Caveats);
