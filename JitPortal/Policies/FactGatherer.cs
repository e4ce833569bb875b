using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Policies;

/// <summary>Reads what policies look at, in the caller's transaction, so that a decision rests on one state of the inventory.</summary>
internal static class FactGatherer
{
    private const string SshHostKey = "ssh-hostkey";
    private const string TlsCertificate = "ssl-cert";

    /// <summary>In the order of <paramref name="serviceIds"/>; ids that the inventory does not know are left out.</summary>
    public static async Task<IReadOnlyList<ServiceFacts>> ForAsync(PortalDb db, IReadOnlyList<long> serviceIds, CancellationToken ct)
    {
        var services = await db.Services.AsNoTracking().Include(s => s.Host).Where(s => serviceIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, ct);
        var hostIds = services.Values.Select(s => s.HostId).Distinct().ToList();
        var findings = (await db.Findings.AsNoTracking().Where(f => serviceIds.Contains(f.ServiceId)).ToListAsync(ct)).ToLookup(f => f.ServiceId);
        var open = (await db.Services.AsNoTracking().Where(s => hostIds.Contains(s.HostId) && s.State == PortState.Open)
            .Select(s => new { s.HostId, s.Port, s.Protocol }).ToListAsync(ct)).ToLookup(s => s.HostId);
        var scripts = (await db.ServiceScripts.AsNoTracking().Where(s => hostIds.Contains(s.HostId) && (s.Name == SshHostKey || s.Name == TlsCertificate)).ToListAsync(ct)).ToLookup(s => s.HostId);
        return
        [
            .. serviceIds.Distinct().Where(services.ContainsKey).Select(id => services[id]).Select(s => Facts(
                s,
                [.. findings[s.Id].OrderByDescending(f => f.Severity).ThenBy(f => f.Name, StringComparer.Ordinal)],
                [.. open[s.HostId].OrderBy(o => o.Port).Select(o => new Endpoint(System.Net.IPAddress.Any, o.Port, o.Protocol).PortName)],
                [.. scripts[s.HostId]])),
        ];
    }

    private static ServiceFacts Facts(Service service, IReadOnlyList<Finding> findings, IReadOnlyList<string> openPorts, IReadOnlyList<ServiceScript> scripts) => new(
        service.Id, service.Host!.Address, service.Port, service.Protocol, service.Name, service.Product, service.Version, service.Cpe,
        service.Sensitivity, service.Tags, service.Owner,
        [.. findings.Select(f => f.Name)], findings.Count == 0 ? Severity.None : findings.Max(f => f.Severity),
        openPorts,
        [.. scripts.Where(s => s.Name == SshHostKey && (s.ServiceId is null || s.ServiceId == service.Id)).SelectMany(s => Lines(s.Output)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        scripts.Where(s => s.Name == TlsCertificate && s.ServiceId == service.Id).SelectMany(s => Lines(s.Output)).LastOrDefault(l => l.StartsWith("SHA", StringComparison.Ordinal)),
        service.LastSeen,
        service.State != PortState.Open || service.Host.State == HostState.Gone);

    /// <summary>NB. A scanned host wrote this. It is shown as text and compared, never followed; a long tail is cut.</summary>
    private static IEnumerable<string> Lines(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(40).Select(l => l.Length > 160 ? l[..160] : l);
}
