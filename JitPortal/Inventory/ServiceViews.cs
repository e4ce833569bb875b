using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>Makes the shown form of services and hosts: with findings and the number of active grants.</summary>
internal static class ServiceViews
{
    /// <summary>In the order of the ids.</summary>
    public static async Task<IReadOnlyList<ServiceView>> OfAsync(PortalDb db, IReadOnlyList<long> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
            return [];
        var services = await db
            .Services.AsNoTracking()
            .Include(s => s.Host)
            .Where(s => ids.Contains(s.Id))
            .ToDictionaryAsync(s => s.Id, ct);
        var withFindings = services.Values.Where(s => s.WorstFinding > Severity.None).Select(s => s.Id).ToList();
        var findings =
            withFindings.Count == 0
                ? Array.Empty<Finding>().ToLookup(f => f.ServiceId)
                : (
                    await db
                        .Findings.AsNoTracking()
                        .Where(f => withFindings.Contains(f.ServiceId))
                        .OrderByDescending(f => f.Severity)
                        .ThenBy(f => f.Name)
                        .ToListAsync(ct)
                ).ToLookup(f => f.ServiceId);
        var grants = (await ActiveGrant.AllAsync(db, ct)).CountBy(g => g.ServiceId).ToDictionary();
        return [.. ids.Where(services.ContainsKey).Select(id => Of(services[id], findings[id], grants.GetValueOrDefault(id)))];
    }

    public static HostView Of(Host host) =>
        new(
            host.Address,
            host.Address.Contains(':', StringComparison.Ordinal) ? "ipv6" : "ipv4",
            host.Hostnames,
            host.Mac,
            host.Vendor,
            host.Os,
            host.State.ToString(),
            host.FirstSeen,
            host.LastSeen,
            host.OpenServices,
            host.OsAccuracy,
            host.Worst,
            host.Network,
            host.Vantages
        )
        {
            Site = host.Site,
            Names =
            [
                .. HostName
                    .Of(host)
                    .Select(n => new HostNameView(n.Name, n.Kind, n.FirstSeen, n.LastSeen ?? host.LastSeen, n.LastSeen is null)),
            ],
        };

    /// <summary>Hosts with all their addresses, in their order.</summary>
    public static async Task<IReadOnlyList<HostView>> OfAsync(PortalDb db, IReadOnlyList<Host> hosts, CancellationToken ct)
    {
        var ids = hosts.Select(h => h.Id).ToList();
        var others = (
            await db.HostAddresses.AsNoTracking().Where(a => ids.Contains(a.HostId)).OrderBy(a => a.AddressKey).ToListAsync(ct)
        ).ToLookup(a => a.HostId, a => a.Address);
        return [.. hosts.Select(h => Of(h) with { OtherAddresses = [.. others[h.Id]] })];
    }

    public static string PortName(int port, TransportProtocol protocol) => new Endpoint(System.Net.IPAddress.Any, port, protocol).PortName;

    public static string ProtocolName(TransportProtocol protocol) => new Endpoint(System.Net.IPAddress.Any, 0, protocol).ProtocolName;

    private static ServiceView Of(Service s, IEnumerable<Finding> findings, int activeGrants) =>
        new(
            s.Id,
            s.Host!.Address,
            s.Port,
            ProtocolName(s.Protocol),
            PortStateText.Of(s.State),
            s.Name,
            s.Product,
            s.Version,
            s.Cpe,
            s.Sensitivity,
            s.Tags,
            s.Owner,
            s.FirstSeen,
            s.SeenOpen(s.Host),
            s.Vantages,
            [.. findings.Select(f => new FindingView(f.Id, f.Severity, f.Title, f.Name, PortName(s.Port, s.Protocol)))],
            activeGrants,
            s.Host.Hostnames,
            s.ExtraInfo,
            s.Tunnel,
            s.Probed,
            s.WorstFinding
        )
        {
            HostState = s.Host.State.ToString(),
            Site = s.Host.Site,
        };
}
