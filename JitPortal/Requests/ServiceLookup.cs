using System.Globalization;
using JitPortal.Data;
using JitPortal.Inventory;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>Finds the services that a request names. NB. Only what a scan has seen can be asked for; nobody opens doors into the dark.</summary>
internal static class ServiceLookup
{
    public static async Task<Outcome<IReadOnlyList<long>>> FindAsync(
        PortalDb db,
        IReadOnlyList<string> names,
        int max,
        CancellationToken ct
    )
    {
        if (names.Count == 0 || names.Count > max)
            return Refusal.Invalid(
                "services",
                $"A request names one to {max} services.",
                new Problem("services", $"Name one to {max} services.")
            );
        List<long> ids = [];
        List<Problem> problems = [];
        for (var i = 0; i < names.Count; i++)
        {
            var (id, problem) = await FindAsync(db, names[i].Trim(), ct);
            if (problem is not null)
                problems.Add(new Problem($"services[{i}]", problem));
            else if (!ids.Contains(id))
                ids.Add(id);
        }

        return problems.Count > 0 ? Refusal.Invalid("service-unknown", problems[0].Sentence, problems) : ids;
    }

    private static async Task<(long Id, string? Problem)> FindAsync(PortalDb db, string name, CancellationToken ct)
    {
        if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return await db.Services.AnyAsync(s => s.Id == id, ct) ? (id, null) : (0, $"There is no service with the id {id}.");
        }

        if (!Endpoint.TryParse(name, out var endpoint))
            return (0, $"“{TypedText.Quoted(name)}” is not a service; write its id or address:port/protocol, such as 10.0.0.5:5432/tcp.");
        var site = await Sites.FindAnyAsync(db, SiteName.Split(name).Site, ct);
        if (!site.Ok)
            return (0, site.Refusal.Sentence);
        // NB. Also where only one of them has the port: the other's machine may be the one that is meant.
        if (await HostAddresses.HostsAsync(db, endpoint.Address, site.Value.Name, ct) is [_, _, ..] hosts)
            return (0, HostAddresses.Ambiguous(endpoint.ToString(), hosts.Select(h => h.Site)));
        return await HostAddresses.ServicesAsync(db, endpoint, site.Value.Name, ct) is [var seen, ..]
            ? (seen.Id, null)
            : (0, $"No scan has seen {endpoint} open. Scan it first.");
    }
}
