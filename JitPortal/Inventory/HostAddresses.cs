using System.Net;
using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>
/// Finds hosts by any of their addresses. A host that a scan looked at under the address itself comes first; see
/// docs/decisions/0011-one-host-per-scanned-address.md.
/// </summary>
internal static class HostAddresses
{
    public static async Task<Host?> HostAsync(PortalDb db, IPAddress address, CancellationToken ct)
    {
        var key = AddressText.SortKey(address);
        return await db.Hosts.AsNoTracking().SingleOrDefaultAsync(h => h.AddressKey == key, ct)
            ?? await db
                .Hosts.AsNoTracking()
                .FirstOrDefaultAsync(h => db.HostAddresses.Any(a => a.AddressKey == key && a.HostId == h.Id), ct);
    }

    /// <summary>Id of the service, or null.</summary>
    public static async Task<long?> ServiceAsync(PortalDb db, Endpoint endpoint, CancellationToken ct)
    {
        var key = AddressText.SortKey(endpoint.Address);
        var services = db.Services.Where(s => s.Port == endpoint.Port && s.Protocol == endpoint.Protocol);
        return await services.Where(s => s.Host!.AddressKey == key).Select(s => (long?)s.Id).FirstOrDefaultAsync(ct)
            ?? await services
                .Where(s => db.HostAddresses.Any(a => a.AddressKey == key && a.HostId == s.HostId))
                .Select(s => (long?)s.Id)
                .FirstOrDefaultAsync(ct);
    }

    /// <summary>Whether any host has a further address in the range; nearly always none has, and searches stay as cheap as they were.</summary>
    public static Task<bool> AnyWithinAsync(PortalDb db, AddressRange range, CancellationToken ct) => Within(db, range).AnyAsync(ct);

    public static IQueryable<HostAddress> Within(PortalDb db, AddressRange range)
    {
        var (low, high) = (AddressText.SortKey(range.First), AddressText.SortKey(range.Last));
        return db.HostAddresses.Where(a => a.AddressKey.CompareTo(low) >= 0 && a.AddressKey.CompareTo(high) <= 0);
    }
}
