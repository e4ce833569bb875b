using System.Net;
using JitPortal.Grants;
using JitPortal.Shared;
using JitPortal.Timers;
using Quartz;

namespace JitPortal.Tests.Grants;

public sealed class GrantTimersTests : IAsyncLifetime
{
    private static readonly Endpoint Service = new(IPAddress.Loopback, 5432, TransportProtocol.Tcp);
    private GrantFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await GrantFixture.FakeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Set_TimersLost_AreRebuiltFromTheGrants()
    {
        var grant = await _fixture.OpenAsync(Service);
        await SetAsync();
        Assert.Equal(grant.Deadline, (await TriggerAsync(grant.Id))?.StartTimeUtc);

        var scheduler = await _fixture.Store.Get<ISchedulerFactory>().GetScheduler();
        await scheduler.DeleteJob(new JobKey("timer"));
        Assert.Null(await TriggerAsync(grant.Id));
        await SetAsync();
        Assert.Equal(grant.Deadline, (await TriggerAsync(grant.Id))?.StartTimeUtc);
    }

    [Fact]
    public async Task Set_GrantEnded_RemovesItsTimerAndKeepsOthers()
    {
        var first = await _fixture.OpenAsync(Service);
        var second = await _fixture.OpenAsync(Service, duration: TimeSpan.FromHours(3));
        await SetAsync();
        _fixture.Store.Clock.Advance(first.Duration);
        await _fixture.PassAsync();
        await SetAsync();
        Assert.Null(await TriggerAsync(first.Id));
        Assert.NotNull(await TriggerAsync(second.Id));
    }

    /// <summary>It would ring at once, be missing, be set again, for as long as the grant cannot be written.</summary>
    [Fact]
    public async Task Set_GrantPastItsDeadline_SetsNoTimer()
    {
        var grant = await _fixture.OpenAsync(Service);
        _fixture.Store.Clock.Advance(grant.Duration);
        await SetAsync();
        Assert.Null(await TriggerAsync(grant.Id));
    }

    [Fact]
    public async Task Set_ScheduledThenOpen_MovesTheTimerFromStartToDeadline()
    {
        var start = _fixture.Store.Clock.GetUtcNow().AddHours(1);
        var id = await _fixture.ScheduleAsync(Service, startAt: start);
        await SetAsync();
        Assert.Equal(start, (await TriggerAsync(id))?.StartTimeUtc);
        _fixture.Store.Clock.SetUtcNow(start);
        await _fixture.PassAsync();
        await SetAsync();
        Assert.Equal((await _fixture.GrantAsync(id)).Deadline, (await TriggerAsync(id))?.StartTimeUtc);
    }

    private Task SetAsync() => _fixture.Store.Get<TimerKeeper>().RunOnceAsync(CancellationToken.None);

    private async Task<ITrigger?> TriggerAsync(GrantId id) =>
        await (await _fixture.Store.Get<ISchedulerFactory>().GetScheduler()).GetTrigger(new TriggerKey(id.ToString(), GrantTimers.Kind));
}
