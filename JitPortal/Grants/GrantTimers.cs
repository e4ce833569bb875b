using JitPortal.Data;
using JitPortal.Grants.Jobs;
using JitPortal.Grants.Model;
using JitPortal.Hosting;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace JitPortal.Grants;

/// <summary>
/// Keeps Quartz' triggers as the grants say: one a grant, at its start or its deadline. The database is the truth: a lost timer file
/// is filled again, a moved deadline moves its trigger, and what no grant explains is removed.
/// </summary>
internal sealed class GrantTimers(ISchedulerFactory schedulers, IDbContextFactory<PortalDb> contexts, BackgroundLoops loops)
    : BackgroundService
{
    internal const string Group = "grants";
    private const int Page = 1000;
    private static readonly JobKey Job = new("grant-due", Group);
    private static readonly TimeSpan Compare = TimeSpan.FromSeconds(30);
    private readonly GrantSignal _signal = new();

    public void Wake() => _signal.Wake();

    /// <summary>Sets what is missing or moved, removes what is left over.</summary>
    public async Task SetAsync(CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var wanted = await WantedAsync(ct);
        var set = await SetAlreadyAsync(scheduler, ct);
        var over = set.Keys.Where(k => !wanted.ContainsKey(k)).Select(k => new TriggerKey(k, Group)).ToList();
        if (over.Count > 0)
            await scheduler.UnscheduleJobs(over, ct);
        var missing = wanted.Where(w => !set.TryGetValue(w.Key, out var at) || at != w.Value).Select(w => Trigger(w.Key, w.Value)).ToList();
        if (missing.Count == 0)
            return;
        var job = JobBuilder.Create<GrantDueJob>().WithIdentity(Job).StoreDurably().RequestRecovery().Build();
        await scheduler.ScheduleJob(job, missing, ScheduleJobOptions.Replacing, ct);
    }

    public override void Dispose()
    {
        _signal.Dispose();
        base.Dispose();
    }

    /// <summary>The sweep of each second closes what is due while this fails.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.RunAsync("setting the grants' timers", SetAsync, ct => _signal.WaitAsync(Compare, ct), stoppingToken);

    private static ITrigger Trigger(string grant, DateTimeOffset at) =>
        TriggerBuilder.Create().WithIdentity(grant, Group).ForJob(Job).UsingJobData(GrantDueJob.GrantKey, grant).StartAt(at).Build();

    private async Task<Dictionary<string, DateTimeOffset>> WantedAsync(CancellationToken ct)
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
            g => WholeMilliseconds(g.State == GrantState.Scheduled ? g.StartAt : g.Deadline!.Value),
            StringComparer.Ordinal
        );
    }

    private static async Task<Dictionary<string, DateTimeOffset>> SetAlreadyAsync(IScheduler scheduler, CancellationToken ct)
    {
        var set = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        PagedResult<TriggerHeader> page;
        do
        {
            page = await scheduler.QueryTriggers(
                new TriggerQuery
                {
                    Group = GroupMatcher<TriggerKey>.GroupEquals(Group),
                    Skip = set.Count,
                    Take = Page,
                },
                ct
            );
            foreach (var trigger in page.Items)
                set[trigger.Key.Name] = trigger.StartTimeUtc;
        } while (page.HasMore);
        return set;
    }

    /// <summary>Rounded up: an alarm that rings before its time would find nothing due.</summary>
    private static DateTimeOffset WholeMilliseconds(DateTimeOffset at)
    {
        var over = at.Ticks % TimeSpan.TicksPerMillisecond;
        return over == 0 ? at : at.AddTicks(TimeSpan.TicksPerMillisecond - over);
    }
}
