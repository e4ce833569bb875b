using System.Globalization;
using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using JitPortal.Timers;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>One timer a grant, at its start or its deadline. The sweep of each second finds what a timer missed.</summary>
internal sealed class GrantTimers(IDbContextFactory<PortalDb> contexts, GrantClock clock) : ITimerKind
{
    public const string Kind = "grants";

    public string Name => Kind;

    public async Task<IReadOnlyDictionary<string, TimerTime>> WantedAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var waiting = await db
            .Grants.Where(g => g.State == GrantState.Scheduled || g.State == GrantState.Open)
            .Select(g => new
            {
                g.Id,
                g.State,
                g.StartAt,
                g.Deadline,
            })
            .ToListAsync(ct);
        return waiting.ToDictionary(
            g => g.Id.ToString(),
            g => TimerTime.At(g.State == GrantState.Scheduled ? g.StartAt : g.Deadline!.Value),
            StringComparer.Ordinal
        );
    }

    public Task RingAsync(string id, CancellationToken ct)
    {
        if (GrantId.TryParse(id, CultureInfo.InvariantCulture, out var grant))
            clock.Due(grant);
        return Task.CompletedTask;
    }
}
