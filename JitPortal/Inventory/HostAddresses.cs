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
    /// <summary>The hosts with that address, at most one a site; of the main site first.</summary>
    /// <param name="site">Only there; null = at every site.</param>
    public static async Task<IReadOnlyList<Host>> HostsAsync(PortalDb db, IPAddress address, string? site, CancellationToken ct)
    {
        var key = AddressText.SortKey(address);
        var own = await db.Hosts.AsNoTracking().Where(h => h.AddressKey == key).ToListAsync(ct);
        var others = await db
            .Hosts.AsNoTracking()
            .Where(h => db.HostAddresses.Any(a => a.AddressKey == key && a.HostId == h.Id))
            .ToListAsync(ct);
        return
        [
            .. own.Concat(others)
                .DistinctBy(h => h.Site)
                .Where(h => site is null || h.Site == site)
                .OrderBy(h => h.Site != SiteName.Main)
                .ThenBy(h => h.Site, StringComparer.Ordinal),
        ];
    }

    /// <summary>The services at that address and port, at most one a site; of the main site first.</summary>
    /// <param name="site">Only there; null = at every site.</param>
    public static async Task<IReadOnlyList<ServiceAtSite>> ServicesAsync(PortalDb db, Endpoint endpoint, string? site, CancellationToken ct)
    {
        var key = AddressText.SortKey(endpoint.Address);
        var services = db.Services.Where(s => s.Port == endpoint.Port && s.Protocol == endpoint.Protocol);
        var own = await services.Where(s => s.Host!.AddressKey == key).Select(s => new ServiceAtSite(s.Host!.Site, s.Id)).ToListAsync(ct);
        var others = await services
            .Where(s => db.HostAddresses.Any(a => a.AddressKey == key && a.HostId == s.HostId))
            .Select(s => new ServiceAtSite(s.Host!.Site, s.Id))
            .ToListAsync(ct);
        return
        [
            .. own.Concat(others)
                .DistinctBy(s => s.Site)
                .Where(s => site is null || s.Site == site)
                .OrderBy(s => s.Site != SiteName.Main)
                .ThenBy(s => s.Site, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether any host has a further address in the range; nearly always none has, and searches stay as cheap as they were.</summary>
    public static Task<bool> AnyWithinAsync(PortalDb db, AddressRange range, CancellationToken ct) => Within(db, range).AnyAsync(ct);

    public static IQueryable<HostAddress> Within(PortalDb db, AddressRange range)
    {
        var (low, high) = (AddressText.SortKey(range.First), AddressText.SortKey(range.Last));
        return db.HostAddresses.Where(a => a.AddressKey.CompareTo(low) >= 0 && a.AddressKey.CompareTo(high) <= 0);
    }

    /// <summary>The refusal of an address that more than one site has and that names none.</summary>
    public static string Ambiguous(string written, IEnumerable<string> sites)
    {
        var named = sites.Select(s => $"{s}/{written}").ToList();
        return $"“{written}” is an address at more than one site; write {string.Join(", ", named.SkipLast(1))} or {named[^1]}.";
    }
}

/// <summary>A service and the site whose address it is at.</summary>
internal sealed record ServiceAtSite(string Site, long Id);
