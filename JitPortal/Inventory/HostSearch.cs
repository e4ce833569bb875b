using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>Turns a search into a query over hosts.</summary>
internal static class HostSearch
{
    public static async Task<IQueryable<Host>> ApplyAsync(PortalDb db, ServiceSearch search, SearchQuery query, CancellationToken ct)
    {
        var hosts = db.Hosts.AsNoTracking();
        foreach (var range in query.Networks)
        {
            var (low, high) = (AddressText.SortKey(range.First), AddressText.SortKey(range.Last));
            if (await HostAddresses.AnyWithinAsync(db, range, ct))
            {
                var others = HostAddresses.Within(db, range).Select(a => a.HostId);
                hosts = hosts.Where(h => (h.AddressKey.CompareTo(low) >= 0 && h.AddressKey.CompareTo(high) <= 0) || others.Contains(h.Id));
            }
            else
            {
                hosts = hosts.Where(h => h.AddressKey.CompareTo(low) >= 0 && h.AddressKey.CompareTo(high) <= 0);
            }
        }
        if (query.Site is { } site)
            hosts = hosts.Where(h => h.Site == site);
        if (query.HostState is { } state)
            hosts = hosts.Where(h => h.State == state);
        if (query is { AsksServices: false, Words.Count: 0 })
            return hosts;
        if (query.AsksServices || query.Words.Count > 1)
        {
            var services = (await search.ApplyAsync(db, query, ct)).Select(s => s.HostId);
            return hosts.Where(h => services.Contains(h.Id));
        }
        var byService = (await search.ApplyAsync(db, query, ct)).Select(s => s.HostId);
        var byName = ServiceSearch.Hosts(db, query.Words[0]).Select(h => h.Id);
        return hosts.Where(h => byName.Contains(h.Id) || byService.Contains(h.Id));
    }
}
