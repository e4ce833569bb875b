using System.Net.Sockets;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Model;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Gateway;

public sealed class GatewayCountTests
{
    [Fact]
    public async Task ProveOpen_ServiceGreets_CountsNothingAsTheGrants()
    {
        var greeted = new TaskCompletionSource();
        await using var service = new TcpService(async socket =>
        {
            await socket.SendAsync(new byte[29]);
            greeted.TrySetResult();
            await TcpService.EchoAsync(socket);
        });
        await using var fixture = new GatewayFixture(configure: o => o.MaxConnectionsPerGrant = 1);
        var door = await fixture.OpenAsync(service);
        Assert.Equal(ProbeVerdict.Proved, (await fixture.Point.ProveOpenAsync(GatewayFixture.Place(door), CancellationToken.None)).Verdict);
        await greeted.Task.WaitAsync(TimeSpan.FromSeconds(10));
        using var client = await Client.ConnectAsync(door.Port);
        await Eventually.TrueAsync(async () => (await fixture.SeeAsync(door))!.BytesOut > 0, "the greeting is counted");
        Assert.Equal(ProbeVerdict.Proved, (await fixture.Point.ProveOpenAsync(GatewayFixture.Place(door), CancellationToken.None)).Verdict);
        await Eventually.TrueAsync(() => service.Accepted.Count == 3, "both probes and the person reached the service");
        var seen = (await fixture.SeeAsync(door))!;
        Assert.Equal((29, 0, 0, 1), (seen.BytesOut, seen.BytesIn, seen.Turned, seen.Flows.Count));
        var shut = (await fixture.ShutAsync(door)).Shut.Single();
        Assert.Equal((29, 0, 1), (shut.BytesOut, shut.BytesIn, shut.FlowsCut));
    }

    [Fact]
    public async Task Flow_Streaming_ShowsBytesASecondThenNone()
    {
        var time = new JumpingClock();
        await using var service = new TcpService(TcpService.SilentAsync);
        await using var fixture = new GatewayFixture(time);
        var door = await fixture.OpenAsync(service);
        using var client = await Client.ConnectAsync(door.Port);
        await client.SendAsync(new byte[40_000]);
        await Eventually.TrueAsync(async () => (await fixture.SeeAsync(door))!.BytesIn == 40_000, "all is counted");
        time.Advance(TimeSpan.FromSeconds(4));
        var moving = (await fixture.SeeAsync(door))!;
        for (var i = 0; i < 6; i++)
            time.Advance(TimeSpan.FromSeconds(1));
        var still = (await fixture.SeeAsync(door))!;
        Assert.Equal((0, 0), (still.RateIn, Assert.Single(still.Flows).RateIn));
        Assert.InRange(moving.RateIn, 9_000, 40_000);
        Assert.Equal(moving.RateIn, Assert.Single(moving.Flows).RateIn);
    }

    [Fact]
    public void Meter_ManyGigabytes_AreCountedAndRated()
    {
        var time = new JumpingClock();
        var meter = new ByteMeter(time.GetTimestamp());
        for (var second = 0; second < 100; second++)
        {
            for (var i = 0; i < 4; i++)
                meter.Add(inward: true, 1L << 30);
            time.Advance(TimeSpan.FromSeconds(1));
            meter.Sample(time.GetTimestamp(), time);
        }

        Assert.Equal((400L << 30, 0), (meter.In, meter.Out));
        Assert.InRange(meter.PerSecond(time).In, 3L << 30, 5L << 30);
    }

    [Fact]
    public async Task Door_ManyAtOnce_AreRefusedAboveTheRateAndCounted()
    {
        var time = new JumpingClock();
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(time, o => o.ConnectionsPerSecond = 2);
        var door = await fixture.OpenAsync(service);
        for (var i = 0; i < 4; i++)
            Assert.Equal(SocketError.Success, await Client.KnockAsync(door.Port));
        Assert.Equal(SocketError.ConnectionReset, await Client.KnockAsync(door.Port));
        Assert.Equal(1, (await fixture.SeeAsync(door))!.Turned);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SocketError.Success, await Client.KnockAsync(door.Port));
    }

    [Fact]
    public async Task Doors_MoreThanAllMayHold_AreRefusedUntilOneLeaves()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(configure: o => o.MaxConnections = 2);
        var (one, other) = (await fixture.OpenAsync(service), await fixture.OpenAsync(service));
        using var first = await Client.LiveAsync(one.Port);
        var second = await Client.LiveAsync(other.Port);
        Assert.Equal(SocketError.ConnectionReset, await Client.KnockAsync(other.Port));
        second.Dispose();
        await Eventually.TrueAsync(async () => await Client.KnockAsync(one.Port) == SocketError.Success, "the free seat is taken");
    }

    [Fact]
    public async Task Flow_SilentBeyondTheLimit_IsResetAndTalkingOneLives()
    {
        var time = new JumpingClock();
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(time, o => o.IdleTimeout = TimeSpan.FromSeconds(30));
        var door = await fixture.OpenAsync(service);
        using var silent = await Client.LiveAsync(door.Port);
        using var talking = await Client.LiveAsync(door.Port);
        for (var second = 0; second < 40; second++)
        {
            Assert.Equal(1, await Client.PingAsync(talking, 1));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(silent));
        Assert.Equal(2, await Client.PingAsync(talking, 2));
    }
}
