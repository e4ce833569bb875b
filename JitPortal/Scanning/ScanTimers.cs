using System.Globalization;
using JitPortal.Data;
using JitPortal.Scanning.Model;
using JitPortal.Timers;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Scanning;

/// <summary>One timer a schedule that is switched on.</summary>
internal sealed class ScanTimers(IDbContextFactory<PortalDb> contexts, ScanSchedules schedules) : ITimerKind
{
    public const string Kind = "scans";

    public string Name => Kind;

    /// <summary>When it scans; null = never.</summary>
    public static TimerTime? TimeOf(ScanSchedule schedule) =>
        schedule.Enabled && ScanScheduleTimes.Read(schedule.Cron, schedule.TimeZone).Cron is { } cron ? TimerTime.By(cron) : null;

    public static string IdOf(long schedule) => schedule.ToString(CultureInfo.InvariantCulture);

    public async Task<IReadOnlyDictionary<string, TimerTime>> WantedAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = await db.ScanSchedules.AsNoTracking().ToListAsync(ct);
        return all.Select(s => (Id: IdOf(s.Id), Time: TimeOf(s)))
            .Where(s => s.Time is not null)
            .ToDictionary(s => s.Id, s => s.Time!, StringComparer.Ordinal);
    }

    public Task RingAsync(string id, CancellationToken ct) => schedules.RunAsync(long.Parse(id, CultureInfo.InvariantCulture), ct);
}
