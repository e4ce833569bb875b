using JitPortal.Data;
using JitPortal.Inventory.Model;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Scanning;

/// <summary>Keeps one spelling of each vantage point: the first that a scan came with.</summary>
internal static class VantageSpelling
{
    public static async Task<string> OfAsync(PortalDb db, string vantage, CancellationToken ct) =>
        VantageName.Spelled(
            vantage,
            await db.Scans.GroupBy(s => s.Vantage).OrderBy(g => g.Min(s => s.QueuedAt)).Select(g => g.Key).ToListAsync(ct)
        );
}
