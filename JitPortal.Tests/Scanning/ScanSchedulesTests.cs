using JitPortal.Scanning;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using JitPortal.Timers;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace JitPortal.Tests.Scanning;

public sealed class ScanSchedulesTests
{
    private static readonly SaveSchedule Nightly = new(null, "Nightly", "30 2 * * *", "Europe/Berlin", "127.77.0.0/24", "quick");
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public async Task SaveAsync_New_SaysTheNextThreeRunsAndSetsTheAlarm()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var saved = (await SaveAsync(lab, Nightly)).Required();
        Assert.Equal(3, saved.Next.Count);
        var trigger = await AlarmAsync(lab, saved.Id);
        Assert.Equal(saved.Next[0], trigger!.NextFireTimeUtc);
        await using var db = lab.Store.Db();
        Assert.Equal("scan-schedule.saved", (await db.Journal.SingleAsync()).Type);
    }

    [Fact]
    public async Task SaveAsync_SwitchedOff_TakesTheAlarmAway()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var saved = (await SaveAsync(lab, Nightly)).Required();
        var off = (await SaveAsync(lab, Nightly with { Id = saved.Id, Enabled = false })).Required();
        Assert.Empty(off.Next);
        Assert.Null(await AlarmAsync(lab, saved.Id));
    }

    [Fact]
    public async Task SaveAsync_EverythingWrong_SaysEverythingAtOnce()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var outcome = await SaveAsync(lab, new SaveSchedule(null, " ", "often", "UTC", "8.8.8.8", "deep"));
        Assert.Equal(["name", "cron", "profile", "target"], outcome.Refusal!.Problems.Select(p => p.Field));
    }

    [Theory]
    [InlineData("* * * * *", "more often than every 5 minutes")]
    [InlineData("0 0 0 30 2 ?", "never comes due")]
    public async Task SaveAsync_PaceThatMakesNoSense_IsRefused(string cron, string words)
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        Assert.Contains(words, (await SaveAsync(lab, Nightly with { Cron = cron })).Refusal?.Sentence);
    }

    [Fact]
    public async Task SaveAsync_NameThatIsTaken_IsRefused()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        await SaveAsync(lab, Nightly);
        Assert.Contains("already a schedule named Nightly", (await SaveAsync(lab, Nightly)).Refusal?.Sentence);
    }

    [Fact]
    public async Task Quartz_AlarmComesDue_QueuesTheScanInTheSchedulesName()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var saved = (await SaveAsync(lab, Nightly)).Required();
        var scheduler = await lab.Store.Get<ISchedulerFactory>().GetScheduler();
        await scheduler.Start();
        await lab
            .Store.Get<PortalTimers>()
            .SetAsync(ScanTimers.Kind, $"{saved.Id}", TimerTime.At(DateTimeOffset.UtcNow), CancellationToken.None);
        var scan = await Eventually.GetAsync(
            async () =>
                (await lab.Desk.ListAsync(ScanFixture.Operator, null, 10, CancellationToken.None)).Required().Items.SingleOrDefault(),
            "the scan is queued"
        );
        Assert.Equal(("schedule: Nightly", "127.77.0.0/24", "Queued"), (scan.RequestedBy, scan.Target, scan.State));
        await scheduler.Shutdown(true);
    }

    [Fact]
    public async Task RunAsync_TargetNoLongerAllowed_StandsInTheHistoryWithItsReason()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var saved = (await SaveAsync(lab, Nightly)).Required();
        lab.Store.Get<Microsoft.Extensions.Options.IOptions<ScanningOptions>>().Value.AllowedRanges.Clear();
        await lab.Store.Get<ScanSchedules>().RunAsync(saved.Id, CancellationToken.None);
        var scan = (await lab.Desk.ListAsync(ScanFixture.Operator, null, 10, CancellationToken.None)).Required().Items.Single();
        Assert.Equal("Failed", scan.State);
        Assert.Contains("Scanning:AllowedRanges", scan.Error);
    }

    [Fact]
    public async Task Timers_LostOrOfAnEarlierTime_AreSetAnewFromTheSchedules()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var saved = (await SaveAsync(lab, Nightly)).Required();
        var (scheduler, keeper) = (await lab.Store.Get<ISchedulerFactory>().GetScheduler(), lab.Store.Get<TimerKeeper>());
        await scheduler.Clear();
        await keeper.RunOnceAsync(CancellationToken.None);
        Assert.Equal(saved.Next[0], (await AlarmAsync(lab, saved.Id))?.NextFireTimeUtc);

        await using (var db = lab.Store.Db())
            await db.ScanSchedules.ExecuteUpdateAsync(u => u.SetProperty(s => s.Cron, "30 3 * * *"));
        await keeper.RunOnceAsync(CancellationToken.None);
        Assert.Equal(3, TimeZoneInfo.ConvertTime((await AlarmAsync(lab, saved.Id))!.NextFireTimeUtc!.Value, Berlin).Hour);
    }

    /// <summary>Quartz refuses a timer that never rings, and with it all that are set in the same call.</summary>
    [Fact]
    public async Task Timers_OneScheduleUsedUp_TheOthersAreSet()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var yearly = (await SaveAsync(lab, Nightly with { Name = "Once", Cron = "0 0 3 1 1 ? 2027" })).Required();
        var nightly = (await SaveAsync(lab, Nightly)).Required();
        await (await lab.Store.Get<ISchedulerFactory>().GetScheduler()).Clear();
        await using (var db = lab.Store.Db())
            await db.ScanSchedules.Where(s => s.Id == yearly.Id).ExecuteUpdateAsync(u => u.SetProperty(s => s.Cron, "0 0 3 1 1 ? 2020"));
        await lab.Store.Get<TimerKeeper>().RunOnceAsync(CancellationToken.None);
        Assert.Null(await AlarmAsync(lab, yearly.Id));
        Assert.NotNull(await AlarmAsync(lab, nightly.Id));
    }

    [Fact]
    public async Task DeleteAsync_Known_TakesRowAndAlarmAway()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var saved = (await SaveAsync(lab, Nightly)).Required();
        var schedules = lab.Store.Get<ScanSchedules>();
        Assert.True((await schedules.DeleteAsync(ScanFixture.Operator, saved.Id, CancellationToken.None)).Ok);
        Assert.Empty((await schedules.ListAsync(ScanFixture.Operator, CancellationToken.None)).Required());
        Assert.Null(await AlarmAsync(lab, saved.Id));
        Assert.Equal(
            RefusalKind.NotFound,
            (await schedules.DeleteAsync(ScanFixture.Operator, saved.Id, CancellationToken.None)).Refusal?.Kind
        );
    }

    private static Task<Outcome<ScanScheduleView>> SaveAsync(ScanFixture lab, SaveSchedule input) =>
        lab.Store.Get<ScanSchedules>().SaveAsync(ScanFixture.Operator, input, CancellationToken.None);

    private static async Task<ITrigger?> AlarmAsync(ScanFixture lab, long id) =>
        await (await lab.Store.Get<ISchedulerFactory>().GetScheduler()).GetTrigger(new TriggerKey($"{id}", "scans"));
}
