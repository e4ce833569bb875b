using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Scanning.Model;
using JitPortal.Shared;
using JitPortal.Timers;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Scanning;

/// <summary>Scheduled scans.</summary>
internal sealed class ScanSchedules(
    IAuthority authority,
    IDbContextFactory<PortalDb> contexts,
    JournaledWrite write,
    ScanService desk,
    ScanTargets targets,
    ScanLifecycle records,
    PortalTimers timers,
    TimeProvider time
)
{
    public async Task<Outcome<IReadOnlyList<ScanScheduleView>>> ListAsync(Actor actor, CancellationToken ct)
    {
        var rights = await authority.RequireAsync(actor, Role.Any, "scans:read", ct);
        if (!rights.Ok)
            return rights.Refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db.ScanSchedules.AsNoTracking().OrderBy(s => s.Name).ToListAsync(ct);
        return rows.ConvertAll(View);
    }

    public async Task<Outcome<ScanScheduleView>> SaveAsync(Actor actor, SaveSchedule input, CancellationToken ct)
    {
        var rights = await authority.RequireAsync(actor, Role.Operator, "scans:write", ct);
        if (!rights.Ok)
            return rights.Refusal;
        var problems = await ProblemsAsync(input, ct);
        if (problems.Count > 0)
            return Refusal.Invalid("scan-schedule", problems[0].Sentence, problems);
        return await write.RunAsync<ScanScheduleView>(actor, (db, scope) => StoreAsync(db, scope, input, ct), ct);
    }

    public async Task<Outcome<Unit>> DeleteAsync(Actor actor, long id, CancellationToken ct)
    {
        var rights = await authority.RequireAsync(actor, Role.Operator, "scans:write", ct);
        if (!rights.Ok)
            return rights.Refusal;
        return await write.RunAsync<Unit>(
            actor,
            async (db, scope) =>
            {
                if (await db.ScanSchedules.SingleOrDefaultAsync(s => s.Id == id, ct) is not { } schedule)
                    return Unknown;
                db.ScanSchedules.Remove(schedule);
                scope.Record(Subjects.ScanSchedule(schedule.Name), new ScanScheduleDeleted(schedule.Cron, schedule.Target));
                scope.Publish(Topic.Scans);
                scope.AfterCommit(() => timers.ClearAsync(ScanTimers.Kind, ScanTimers.IdOf(id), CancellationToken.None));
                return Unit.Done;
            },
            ct
        );
    }

    /// <summary>Queues the schedule's scan. What can't start stands in the history with its reason: nobody watches a clock.</summary>
    public async Task RunAsync(long id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.ScanSchedules.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.Enabled, ct) is not { } schedule)
            return;
        var by = $"schedule: {schedule.Name}";
        var outcome = await desk.QueueAsync(Actor.System, new StartScan(schedule.Target, schedule.Profile), by, ct);
        if (!outcome.Ok && outcome.Refusal.Code != ScanService.AlreadyWaiting)
            await records.RefusedAsync(schedule, by, outcome.Refusal.Sentence, ct);
    }

    private Task SetTimerAsync(ScanSchedule schedule) =>
        ScanTimers.TimeOf(schedule) is { } time
            ? timers.SetAsync(ScanTimers.Kind, ScanTimers.IdOf(schedule.Id), time, CancellationToken.None)
            : timers.ClearAsync(ScanTimers.Kind, ScanTimers.IdOf(schedule.Id), CancellationToken.None);

    private async Task<List<Problem>> ProblemsAsync(SaveSchedule input, CancellationToken ct)
    {
        var problems = ScanCalendar.NameProblems(input.Name).ToList();
        var (cron, unread) = ScanScheduleTimes.Read(input.Cron, input.TimeZone);
        problems.AddRange(cron is null ? [unread!] : ScanCalendar.PaceProblems(ScanScheduleTimes.Next(cron, time.GetUtcNow())));
        if (!ScanProfiles.TryParse(input.Profile, out _))
            problems.Add(new Problem("profile", $"Choose one of {string.Join(", ", ScanProfiles.All.Select(ScanProfiles.NameOf))}."));
        if ((await targets.ReadAsync(input.Target, ct)).Refusal is { } refusal)
            problems.AddRange(refusal.Problems);
        return problems;
    }

    private async Task<Outcome<ScanScheduleView>> StoreAsync(PortalDb db, WriteScope scope, SaveSchedule input, CancellationToken ct)
    {
        var name = TypedText.Line(input.Name);
        if (await db.ScanSchedules.AnyAsync(s => s.Name == name && s.Id != input.Id, ct))
            return Refusal.Invalid(
                "scan-schedule",
                $"There is already a schedule named {name}.",
                new Problem("name", $"There is already a schedule named {name}.")
            );
        var schedule = input.Id is { } id ? await db.ScanSchedules.SingleOrDefaultAsync(s => s.Id == id, ct) : Added(db, scope);
        if (schedule is null)
            return Unknown;
        (schedule.Name, schedule.Cron, schedule.TimeZone) = (name, input.Cron!.Trim(), input.TimeZone!.Trim());
        (schedule.Target, schedule.Profile, schedule.Enabled) = (
            input.Target!.Trim(),
            input.Profile!.Trim().ToLowerInvariant(),
            input.Enabled
        );
        schedule.Version++;
        await db.SaveChangesAsync(ct);
        scope.Record(
            Subjects.ScanSchedule(name),
            new ScanScheduleSaved(schedule.Cron, schedule.TimeZone, schedule.Target, schedule.Profile, schedule.Enabled)
        );
        scope.Publish(Topic.Scans);
        scope.AfterCommit(() => SetTimerAsync(schedule));
        return View(schedule);
    }

    private static ScanSchedule Added(PortalDb db, WriteScope scope)
    {
        var schedule = new ScanSchedule
        {
            Name = "",
            Cron = "",
            TimeZone = "",
            Target = "",
            Profile = "",
            CreatedBy = scope.Actor.Name,
        };
        db.ScanSchedules.Add(schedule);
        return schedule;
    }

    private ScanScheduleView View(ScanSchedule s)
    {
        var cron = s.Enabled ? ScanScheduleTimes.Read(s.Cron, s.TimeZone).Cron : null;
        return new ScanScheduleView(
            s.Id,
            s.Name,
            s.Cron,
            s.TimeZone,
            s.Target,
            s.Profile,
            s.Enabled,
            s.CreatedBy,
            cron is null ? [] : ScanScheduleTimes.Next(cron, time.GetUtcNow(), 3)
        );
    }

    private static Refusal Unknown => Refusal.NotFound("scan-schedule-unknown", "There is no such schedule.");
}
