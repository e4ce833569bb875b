using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>How fast access really ended.</summary>
public sealed class RevocationReports(IAuthority authority, IDbContextFactory<PortalDb> contexts, TimeProvider time)
{
    /// <summary>What is looked at when nobody says how far back.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    public async Task<Outcome<LatencyReport>> LatencyAsync(Actor actor, DateTimeOffset? since, DateTimeOffset? until, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Approver | Role.Operator | Role.Auditor | Role.Admin, GrantScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        var to = until ?? time.GetUtcNow();
        var from = since ?? (to - DateTimeOffset.MinValue > Usual ? to - Usual : DateTimeOffset.MinValue);
        if (from >= to)
            return Refusal.Invalid("period-empty", "The period ends before it begins.", new Problem("since", "Must be before “until”."));
        await using var db = await contexts.CreateDbContextAsync(ct);
        var closed = await db.Grants.AsNoTracking().IgnoreAutoIncludes().Where(g => g.State == GrantState.Closed && g.OpenedAt != null && g.ClosedAt >= from && g.ClosedAt < to)
            .Select(g => new { g.ClosingAt, g.RevocationLatency, Proved = g.Proofs.Any(p => p.Kind == Proof.Closed && p.Holds), Doors = g.Doors.Select(d => new { d.Point, d.LastByteAt }) }).ToListAsync(ct);
        var all = new Percentiles(closed.Select(c => c.RevocationLatency).OfType<TimeSpan>());
        var doors = closed.SelectMany(c => c.Doors.Where(d => d.LastByteAt is not null && c.ClosingAt is not null).Select(d => (d.Point, Took: Took(c.ClosingAt!.Value, d.LastByteAt!.Value))));
        return new LatencyReport(from, to, closed.Count, closed.Count(c => c.Proved), all.Count, all.At(50), all.At(95), all.At(99), all.Max, [.. doors.GroupBy(d => d.Point, d => d.Took).Select(Of)]);
    }

    private static TimeSpan Took(DateTimeOffset from, DateTimeOffset last) => last > from ? last - from : TimeSpan.Zero;

    private static PointLatency Of(IGrouping<string, TimeSpan> point)
    {
        var measured = new Percentiles(point);
        return new PointLatency(point.Key, measured.Count, measured.At(50), measured.At(95), measured.At(99), measured.Max);
    }
}
