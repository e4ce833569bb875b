using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>How many closed grants were proved shut, and how many were not: one query over an index.</summary>
/// <param name="Closed">Closed in the period after a door of theirs had stood.</param>
/// <param name="Unverified">Shut as far as their points know, but at least one door could not be verified, and none was found open.</param>
/// <param name="Refuted">At least one door was found open after its end.</param>
internal sealed record ClosureProofs(int Closed, int Unverified, int Refuted)
{
    /// <summary>How far back is looked when nobody says so.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    /// <summary>Closed grants that had a door, of those that the query gives.</summary>
    public static IQueryable<Grant> Of(IQueryable<Grant> grants, DateTimeOffset since) =>
        grants.Where(g =>
            g.State == GrantState.Closed && g.ClosedAt >= since && g.Doors.Any(d => d.OpenedAt != null || d.Proof == ProbeVerdict.Refuted)
        );

    public static async Task<ClosureProofs> CountAsync(IQueryable<Grant> grants, DateTimeOffset since, CancellationToken ct)
    {
        var rows = await Of(grants, since).GroupBy(g => g.Proof).Select(g => new { Proof = g.Key, Count = g.Count() }).ToListAsync(ct);
        return new ClosureProofs(
            rows.Sum(r => r.Count),
            rows.Where(r => r.Proof is null or ProbeVerdict.NotComparable).Sum(r => r.Count),
            rows.Where(r => r.Proof == ProbeVerdict.Refuted).Sum(r => r.Count)
        );
    }
}
