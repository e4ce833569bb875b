using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Policies.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>Finds access that is given and that the policy in force would refuse to its holder now.</summary>
internal static class PolicyEnds
{
    private const int Chunk = 500;

    /// <summary>Grants to end, each with the reason in a sentence. Holders who are disabled are not among them: that has its own reason.</summary>
    /// <param name="among">Only these; null = all that are given and not over.</param>
    public static async Task<IReadOnlyList<(GrantId Grant, string Why)>> FindAsync(
        PortalDb db,
        PolicySet book,
        DateTimeOffset now,
        CancellationToken ct,
        IReadOnlyCollection<GrantId>? among = null
    )
    {
        if (book.Unreadable)
            return [];
        var given = db
            .Grants.AsNoTracking()
            .Where(g => g.State == GrantState.Scheduled || g.State == GrantState.Opening || g.State == GrantState.Open);
        if (among is not null)
            given = given.Where(g => among.Contains(g.Id));
        var live = await given.Select(g => new LiveGrant(g.Id, g.RequestId, g.HolderId, g.HolderEmail, g.ServiceId)).ToListAsync(ct);
        List<(LiveGrant Grant, string Why)> refused = [];
        foreach (var chunk in live.Chunk(Chunk))
        {
            var holders = await HoldersAsync(db, [.. chunk.Select(g => g.HolderId).Distinct(StringComparer.Ordinal)], ct);
            var services = await ServicesAsync(db, [.. chunk.Select(g => g.ServiceId).Distinct()], now, ct);
            foreach (var grant in chunk)
            {
                if (
                    holders.TryGetValue(grant.HolderId, out var holder)
                    && services.TryGetValue(grant.ServiceId, out var service)
                    && WhyRefused(book, holder, service, now) is { } why
                )
                    refused.Add((grant, why));
            }
        }

        var kept = await KeptAsync(db, [.. refused.Select(r => r.Grant.RequestId).Distinct()], ct);
        return [.. refused.Where(r => !kept.Contains(r.Grant.RequestId)).Select(r => (r.Grant.Id, r.Why))];
    }

    private static string? WhyRefused(PolicySet book, Holder holder, SeenService service, DateTimeOffset now)
    {
        if (!holder.MayAsk)
            return $"{holder.Facts.Email} does not have the role Requester any more.";
        return PolicyEvaluation.WhyRefused(book, holder.Facts, service, now) is { } why
            ? $"Version {book.Version} of the policy would refuse this now: {why}"
            : null;
    }

    private static async Task<Dictionary<string, Holder>> HoldersAsync(PortalDb db, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var requesterRole = db.UserRoles.Join(
            db.Roles.Where(r => r.Name == nameof(Role.Requester)),
            u => u.RoleId,
            r => r.Id,
            (u, _) => u.UserId
        );
        var groups = (
            await db
                .Memberships.Where(m => ids.Contains(m.UserId))
                .Join(db.Groups, m => m.GroupId, g => g.Id, (m, g) => new { m.UserId, g.Name })
                .ToListAsync(ct)
        ).ToLookup(m => m.UserId, m => m.Name);
        var rows = await db
            .Users.AsNoTracking()
            .Where(u => ids.Contains(u.Id) && u.DisabledAt == null)
            .Select(u => new
            {
                u.Id,
                u.Email,
                u.ManagerId,
                MayAsk = requesterRole.Contains(u.Id),
            })
            .ToListAsync(ct);
        return rows.ToDictionary(
            u => u.Id,
            u => new Holder(
                new RequesterFacts(u.Id, u.Email ?? "", groups[u.Id].ToHashSet(StringComparer.OrdinalIgnoreCase), u.ManagerId),
                u.MayAsk
            ),
            StringComparer.Ordinal
        );
    }

    /// <summary>Only what rules look at; the open ports and findings by name, of which a request keeps all, would cost a hundred times as much.</summary>
    private static async Task<Dictionary<long, SeenService>> ServicesAsync(
        PortalDb db,
        IReadOnlyList<long> ids,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var rows = await db
            .Services.AsNoTracking()
            .Where(s => ids.Contains(s.Id))
            .Select(s => new
            {
                s.Id,
                s.Host!.Address,
                s.Host.Site,
                s.Port,
                s.Protocol,
                s.Name,
                s.Product,
                s.Cpe,
                s.Sensitivity,
                s.Tags,
                s.Owner,
                s.WorstFinding,
            })
            .ToListAsync(ct);
        return rows.ToDictionary(
            s => s.Id,
            s => new SeenService(
                new Endpoint(System.Net.IPAddress.Parse(s.Address), s.Port, s.Protocol, s.Site),
                s.Name,
                s.Product,
                s.Cpe,
                s.Sensitivity,
                s.Tags,
                s.Owner,
                s.WorstFinding,
                now
            )
        );
    }

    /// <summary>What the rules said when it was asked for: whoever wants it otherwise now can revoke it.</summary>
    private static async Task<HashSet<RequestId>> KeptAsync(PortalDb db, IReadOnlyList<RequestId> ids, CancellationToken ct)
    {
        HashSet<RequestId> kept = [];
        foreach (var chunk in ids.Chunk(Chunk))
        {
            var some = chunk.ToList();
            foreach (var request in await db.Requests.Where(r => some.Contains(r.Id)).Select(r => new { r.Id, r.Verdict }).ToListAsync(ct))
            {
                if (PinnedFacts.ReadVerdict(request.Verdict).KeptOnPolicyChange)
                    kept.Add(request.Id);
            }
        }

        return kept;
    }

    private sealed record LiveGrant(GrantId Id, RequestId RequestId, string HolderId, string HolderEmail, long ServiceId);

    private sealed record Holder(RequesterFacts Facts, bool MayAsk);
}
