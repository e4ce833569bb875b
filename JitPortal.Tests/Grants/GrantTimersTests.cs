using System.Net;
using JitPortal.Grants;
using JitPortal.Shared;
using Quartz;

namespace JitPortal.Tests.Grants;

public sealed class GrantTimersTests : IAsyncLifetime
{
    private static readonly Endpoint Service = new(IPAddress.Loopback, 5432, TransportProtocol.Tcp);
    private GrantFixture _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await GrantFixture.FakeAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Set_TimersLost_AreRebuiltFromTheGrants()
    {
        var grant = await _rig.OpenAsync(Service);
        await SetAsync();
        Assert.Equal(grant.Deadline, (await TriggerAsync(grant.Id))?.StartTimeUtc);

        var scheduler = await _rig.Store.Get<ISchedulerFactory>().GetScheduler();
        await scheduler.DeleteJob(new JobKey("grant-due", GrantTimers.Group));
        Assert.Null(await TriggerAsync(grant.Id));
        await SetAsync();
        Assert.Equal(grant.Deadline, (await TriggerAsync(grant.Id))?.StartTimeUtc);
    }

    [Fact]
    public async Task Set_GrantEnded_RemovesItsTimerAndKeepsOthers()
    {
        var first = await _rig.OpenAsync(Service);
        var second = await _rig.OpenAsync(Service, duration: TimeSpan.FromHours(3));
        await SetAsync();
        _rig.Store.Clock.Advance(first.Duration);
        await _rig.PassAsync();
        await SetAsync();
        Assert.Null(await TriggerAsync(first.Id));
        Assert.NotNull(await TriggerAsync(second.Id));
    }

    [Fact]
    public async Task Set_ScheduledThenOpen_MovesTheTimerFromStartToDeadline()
    {
        var start = _rig.Store.Clock.GetUtcNow().AddHours(1);
        var id = await _rig.ScheduleAsync(Service, startAt: start);
        await SetAsync();
        Assert.Equal(start, (await TriggerAsync(id))?.StartTimeUtc);
        _rig.Store.Clock.SetUtcNow(start);
        await _rig.PassAsync();
        await SetAsync();
        Assert.Equal((await _rig.GrantAsync(id)).Deadline, (await TriggerAsync(id))?.StartTimeUtc);
    }

    private Task SetAsync() => _rig.Store.Get<GrantTimers>().SetAsync(CancellationToken.None);

    private async Task<ITrigger?> TriggerAsync(GrantId id) =>
        await (await _rig.Store.Get<ISchedulerFactory>().GetScheduler()).GetTrigger(new TriggerKey(id.ToString(), GrantTimers.Group));
}
