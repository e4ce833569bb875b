using System.Net;
using JitPortal.Data;
using JitPortal.Inventory;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Policies;

/// <summary>Reads what policies look at, in the caller's transaction, so that a decision rests on one state of the inventory.</summary>
internal static class FactGatherer
{
    private const int OpenPortsKept = 200;

    /// <summary>In the order of <paramref name="serviceIds"/>; ids that the inventory does not know are left out.</summary>
    public static async Task<IReadOnlyList<ServiceFacts>> ForAsync(PortalDb db, IReadOnlyList<long> serviceIds, CancellationToken ct)
    {
        var services = await db
            .Services.AsNoTracking()
            .Include(s => s.Host)
            .Where(s => serviceIds.Contains(s.Id))
            .ToDictionaryAsync(s => s.Id, ct);
        var hostIds = services.Values.Select(s => s.HostId).Distinct().ToList();
        var findings = (await db.Findings.AsNoTracking().Where(f => serviceIds.Contains(f.ServiceId)).ToListAsync(ct)).ToLookup(f =>
            f.ServiceId
        );
        var open = (
            await db
                .Services.AsNoTracking()
                .Where(s => hostIds.Contains(s.HostId) && s.State == PortState.Open)
                .Select(s => new
                {
                    s.HostId,
                    s.Port,
                    s.Protocol,
                })
                .ToListAsync(ct)
        ).ToLookup(s => s.HostId);
        // NB. Rules that were just saved count at once, also for services that are not classified by them yet.
        if (await SavedRules.AheadAsync(db, ct) is { } ahead)
        {
            foreach (var service in services.Values)
                Tighten(service, ahead);
        }

        return
        [
            .. serviceIds
                .Distinct()
                .Where(services.ContainsKey)
                .Select(id => services[id])
                .Select(s =>
                    Facts(
                        s,
                        [.. findings[s.Id].OrderByDescending(f => f.Severity).ThenBy(f => f.Name, StringComparer.Ordinal)],
                        OpenPorts([.. open[s.HostId].OrderBy(o => o.Port).Select(o => (o.Port, o.Protocol))])
                    )
                ),
        ];
    }

    private static void Tighten(Service service, SensitivityClassifier ahead)
    {
        var said = ahead.Classify(
            new ClassifiedFacts(
                AddressText.ToNumber(IPAddress.Parse(service.Host!.Address)),
                service.Protocol,
                service.Port,
                service.Name,
                service.Product,
                service.Cpe
            )
        );
        service.Sensitivity = said.Sensitivity > service.Sensitivity ? said.Sensitivity : service.Sensitivity;
        service.Tags = [.. service.Tags.Union(said.Tags, StringComparer.OrdinalIgnoreCase)];
        service.Owner = said.Owner ?? service.Owner;
    }

    /// <summary>A host may have every port open, and a request keeps what it was judged by.</summary>
    private static string[] OpenPorts(IReadOnlyList<(int Port, TransportProtocol Protocol)> open) =>
        [
            .. open.Take(OpenPortsKept).Select(o => new Endpoint(System.Net.IPAddress.Any, o.Port, o.Protocol).PortName),
            .. open.Count > OpenPortsKept ? new[] { $"and {open.Count - OpenPortsKept} more" } : [],
        ];

    private static ServiceFacts Facts(Service service, IReadOnlyList<Finding> findings, IReadOnlyList<string> openPorts) =>
        new(
            service.Id,
            service.Host!.Address,
            service.Port,
            service.Protocol,
            service.Name,
            service.Product,
            service.Version,
            service.Cpe,
            service.Sensitivity,
            service.Tags,
            service.Owner,
            [.. findings.Select(f => f.Name)],
            service.WorstFinding,
            openPorts,
            service.Host.Evidence,
            service.SeenOpen(service.Host),
            service.State != PortState.Open || service.Host.State == HostState.Gone
        )
        {
            Site = service.Host.Site,
        };
}
