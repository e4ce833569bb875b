using JitPortal.Data;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>How fast access really ended.</summary>
public sealed class RevocationReports(IAuthority authority, IDbContextFactory<PortalDb> contexts, TimeProvider time)
{
    private const int Shown = 10;

    /// <summary>What is looked at when nobody says how far back.</summary>
    public static readonly TimeSpan Usual = ClosureProofs.Usual;

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
        var closed = await ClosureProofs
            .Of(db.Grants.AsNoTracking().IgnoreAutoIncludes(), from)
            .Where(g => g.ClosedAt < to)
            .OrderBy(g => g.ClosedAt)
            .Select(g => new Closure(
                g.Id,
                g.ClosedAt!.Value,
                g.Proof,
                g.RevocationLatency,
                g.Doors.Where(d => d.OpenedAt != null)
                    .Select(d => new Door(d.Point, d.EndedAfter, d.EndKnown, d.EndSeenBy, d.LeavesSessions))
                    .ToList()
            ))
            .ToListAsync(ct);
        var slow = closed.Select(Slow).OfType<SlowClosure>().ToList();
        var all = new Percentiles(slow.Select(c => c.Latency));
        return new LatencyReport(
            from,
            to,
            closed.Count,
            closed.Count(c => c.Proof == ProbeVerdict.Proved),
            closed.Count(c => c.Proof is null or ProbeVerdict.NotComparable),
            closed.Count(c => c.Proof == ProbeVerdict.Refuted),
            slow.Count(c => c.Known == EndKnown.Measured),
            slow.Count(c => c.Known == EndKnown.AtMost),
            slow.Count(c => c.NewLogInsOnly),
            all.At(50),
            all.At(95),
            all.At(99),
            all.Max,
            [
                .. closed
                    .SelectMany(c => c.Doors)
                    .Where(d => d is { Took: not null, Known: not null })
                    .GroupBy(d => d.Point, StringComparer.OrdinalIgnoreCase)
                    .Select(Of),
            ],
            [.. slow.OrderByDescending(s => s.Latency).Take(Shown)]
        );
    }

    private static SlowClosure? Slow(Closure closed) =>
        closed.Latency is { } latency && closed.Doors.MaxBy(d => d.Took) is { Known: { } known } door
            ? new SlowClosure(
                closed.Grant,
                closed.At,
                door.Point,
                latency,
                known,
                door.SeenBy ?? "",
                closed.Doors.TrueForAll(d => d.LeavesSessions)
            )
            : null;

    private static PointLatency Of(IGrouping<string, Door> point)
    {
        var took = new Percentiles(point.Select(d => d.Took!.Value));
        return new PointLatency(
            point.Key,
            point.Count(d => d.Known == EndKnown.Measured),
            point.Count(d => d.Known == EndKnown.AtMost),
            point.Any(d => d.LeavesSessions),
            took.At(50),
            took.At(95),
            took.At(99),
            took.Max
        );
    }

    private sealed record Closure(GrantId Grant, DateTimeOffset At, ProbeVerdict? Proof, TimeSpan? Latency, List<Door> Doors);

    private sealed record Door(string Point, TimeSpan? Took, EndKnown? Known, string? SeenBy, bool LeavesSessions);
}
