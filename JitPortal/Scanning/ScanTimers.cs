using System.Globalization;
using JitPortal.Scanning.Jobs;
using JitPortal.Scanning.Model;
using Quartz;

namespace JitPortal.Scanning;

/// <summary>Keeps Quartz's alarms equal to the table of schedules, which is the truth.</summary>
internal sealed class ScanTimers(ISchedulerFactory schedulers, TimeProvider time)
{
    private const string Group = "scans";

    /// <summary>Sets the schedule's alarm, or takes it away when it is switched off.</summary>
    public async Task SetAsync(ScanSchedule schedule, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var name = schedule.Id.ToString(CultureInfo.InvariantCulture);
        if (!schedule.Enabled || ScanScheduleTimes.Read(schedule.Cron, schedule.TimeZone).Cron is not { } cron)
        {
            await scheduler.DeleteJob(new JobKey(name, Group), ct);
            return;
        }

        var job = JobBuilder.Create<ScheduledScanJob>().WithIdentity(name, Group).Build();
        // A run that was missed while the portal was down is not made up for: what it would have seen is past.
        var trigger = TriggerBuilder
            .Create(time)
            .WithIdentity(name, Group)
            .WithSchedule(
                CronScheduleBuilder.Create(cron).InTimeZone(cron.TimeZone).WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)
            )
            .Build();
        await scheduler.ScheduleJob(job, [trigger], ScheduleJobOptions.Replacing, ct);
    }

    public async Task RemoveAsync(long id, CancellationToken ct) =>
        await (await schedulers.GetScheduler(ct)).DeleteJob(new JobKey(id.ToString(CultureInfo.InvariantCulture), Group), ct);

    /// <summary>Anew from the table: Quartz's file may be lost or older.</summary>
    public async Task SetAllAsync(IEnumerable<ScanSchedule> schedules, CancellationToken ct)
    {
        await (await schedulers.GetScheduler(ct)).DeleteJobs(GroupMatcher<JobKey>.GroupEquals(Group), ct);
        foreach (var schedule in schedules)
            await SetAsync(schedule, ct);
    }
}
