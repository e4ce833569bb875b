using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>What is shown beside grants and stands in other tables: names of people and hosts.</summary>
internal sealed record GrantContext(
    IReadOnlyDictionary<string, string> Holders,
    IReadOnlyDictionary<long, string> HostNames,
    IReadOnlySet<long> InTls,
    ILookup<RequestId, string> Approvers
)
{
    /// <summary>Nothing is known.</summary>
    public static GrantContext None { get; } =
        new(
            new Dictionary<string, string>(),
            new Dictionary<long, string>(),
            new HashSet<long>(),
            Array.Empty<(RequestId Id, string Name)>().ToLookup(a => a.Id, a => a.Name)
        );

    public static async Task<GrantContext> AroundAsync(PortalDb db, IReadOnlyCollection<Grant> grants, CancellationToken ct)
    {
        var holderIds = grants.Select(g => g.HolderId).Distinct().ToList();
        var serviceIds = grants.Select(g => g.ServiceId).Distinct().ToList();
        var requestIds = grants.Select(g => g.RequestId).Distinct().ToList();
        var holders = await db.Users.Where(u => holderIds.Contains(u.Id)).Select(u => new { u.Id, u.Name }).ToListAsync(ct);
        var hosts = await db
            .Services.Where(s => serviceIds.Contains(s.Id))
            .Select(s => new
            {
                s.Id,
                s.Host!.Hostnames,
                s.Tunnel,
            })
            .ToListAsync(ct);
        var approvers = await (
            from d in db.Decisions
            where requestIds.Contains(d.RequestId) && d.Kind == DecisionKind.Approve
            join u in db.Users on d.ById equals u.Id into people
            from u in people.DefaultIfEmpty()
            orderby d.At
            select new { d.RequestId, Name = u == null ? d.ByEmail : u.Name }
        ).ToListAsync(ct);
        return new GrantContext(
            holders.ToDictionary(h => h.Id, h => h.Name, StringComparer.Ordinal),
            hosts.Where(h => h.Hostnames.Count > 0).ToDictionary(h => h.Id, h => h.Hostnames[0]),
            hosts.Where(h => h.Tunnel == "ssl").Select(h => h.Id).ToHashSet(),
            approvers.ToLookup(a => a.RequestId, a => a.Name)
        );
    }

    public string HolderName(Grant grant) => Holders.GetValueOrDefault(grant.HolderId) is { Length: > 0 } name ? name : grant.HolderEmail;
}
