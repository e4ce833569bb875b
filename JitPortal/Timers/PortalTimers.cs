using System.Collections.Concurrent;
using JitPortal.Hosting;
using Quartz;

namespace JitPortal.Timers;

/// <summary>
/// All timers of this process, by kind and identity, in Quartz. They live in memory: <see cref="TimerKeeper"/> sets them from the tables at
/// the start and whenever those changed, so nothing is lost with them.
/// </summary>
internal sealed class PortalTimers(ISchedulerFactory schedulers, TimeProvider time) : IDisposable
{
    private const int Page = 1000;
    private static readonly JobKey Job = new("timer");
    private readonly ConcurrentDictionary<string, WakeSignal> _changed = new(StringComparer.Ordinal);

    /// <summary>What timers of this kind should be may have changed. Never blocks.</summary>
    public void Wake(string kind) => Changed(kind).Wake();

    /// <summary>Sets one, or moves it.</summary>
    public Task SetAsync(string kind, string id, TimerTime at, CancellationToken ct) => SetAsync([(kind, id, at)], ct);

    public async Task ClearAsync(string kind, string id, CancellationToken ct) =>
        await (await schedulers.GetScheduler(ct)).UnscheduleJob(new TriggerKey(id, kind), ct);

    /// <summary>Sets what is missing or moved, removes what is left over.</summary>
    public async Task RebuildAsync(ITimerKind kind, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        // NB. Before the table is read: what is set meanwhile must not look like something left over.
        var set = await SetAlreadyAsync(scheduler, kind.Name, ct);
        var wanted = await kind.WantedAsync(ct);
        var over = set.Keys.Where(id => !wanted.ContainsKey(id)).Select(id => new TriggerKey(id, kind.Name)).ToList();
        if (over.Count > 0)
            await scheduler.UnscheduleJobs(over, ct);
        // NB. One that is over would ring at once, be missing, be set, ring at once ...
        var now = time.GetUtcNow();
        var missing = wanted.Where(w => set.GetValueOrDefault(w.Key) != w.Value.Words && !w.Value.IsOver(now));
        await SetAsync([.. missing.Select(w => (kind.Name, w.Key, w.Value))], ct);
    }

    public void Dispose()
    {
        foreach (var signal in _changed.Values)
            signal.Dispose();
    }

    internal Task WaitAsync(string kind, TimeSpan atMost, CancellationToken ct) => Changed(kind).WaitAsync(atMost, ct);

    private WakeSignal Changed(string kind) => _changed.GetOrAdd(kind, _ => new WakeSignal());

    private async Task SetAsync(IReadOnlyCollection<(string Kind, string Id, TimerTime At)> timers, CancellationToken ct)
    {
        if (timers.Count == 0)
            return;
        var scheduler = await schedulers.GetScheduler(ct);
        var job = JobBuilder.Create<TimerJob>().WithIdentity(Job).StoreDurably().Build();
        await scheduler.ScheduleJob(
            job,
            [.. timers.Select(t => t.At.Trigger(new TriggerKey(t.Id, t.Kind), Job, time))],
            ScheduleJobOptions.Replacing,
            ct
        );
    }

    private static async Task<Dictionary<string, string?>> SetAlreadyAsync(IScheduler scheduler, string kind, CancellationToken ct)
    {
        var set = new Dictionary<string, string?>(StringComparer.Ordinal);
        PagedResult<TriggerHeader> page;
        do
        {
            page = await scheduler.QueryTriggers(
                new TriggerQuery
                {
                    Group = GroupMatcher<TriggerKey>.GroupEquals(kind),
                    Skip = set.Count,
                    Take = Page,
                },
                ct
            );
            foreach (var trigger in page.Items)
                set[trigger.Key.Name] = trigger.Description;
        } while (page.HasMore);
        return set;
    }
}
