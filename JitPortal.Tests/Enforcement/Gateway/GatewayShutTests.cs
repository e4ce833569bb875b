using System.Collections.Concurrent;
using System.Net.Sockets;
using JitPortal.Enforcement.Model;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Gateway;

public sealed class GatewayShutTests
{
    [Fact]
    public async Task Apply_DoorNotWantedAnyMore_ResetsBusyAndIdleAndRefusesNew()
    {
        var ends = new ConcurrentBag<SocketError>();
        await using var service = new TcpService(async socket =>
        {
            try
            {
                await TcpService.EchoAsync(socket);
                ends.Add(SocketError.Success);
            }
            catch (SocketException e)
            {
                ends.Add(e.SocketErrorCode);
            }
        });
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        using var idle = await Client.LiveAsync(door.Port);
        using var busy = await Client.LiveAsync(door.Port);
        var pushing = PushAsync(busy);
        var report = await fixture.ShutAsync(door);
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(idle));
        Assert.Contains(await pushing, new[] { SocketError.ConnectionReset, SocketError.Shutdown });
        Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(door.Port));
        var shut = report.Shut.Single(s => s.Grant == door.Grant);
        Assert.Equal((2, false), (shut.FlowsCut, shut.ByDeadline));
        Assert.Empty(report.Open);
        await Eventually.TrueAsync(() => ends.Count == 2, "the service saw both ends");
        Assert.DoesNotContain(SocketError.Success, ends);
    }

    [Fact]
    public async Task Apply_ConnectionStillOnItsWayToTheService_IsCutToo()
    {
        // A service whose accept queue is full keeps the gateway's connect waiting.
        using var stuck = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stuck.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        stuck.Listen(0);
        var place = (System.Net.IPEndPoint)stuck.LocalEndPoint!;
        var fill = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        fill.ForEach(s => _ = s.ConnectAsync(place));
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(
            new JitPortal.Shared.Endpoint(place.Address, place.Port, JitPortal.Shared.TransportProtocol.Tcp)
        );
        using var client = await Client.ConnectAsync(door.Port);
        await Eventually.TrueAsync(
            async () => (await fixture.SeeAsync(door))!.Flows.Count == 1,
            "the connection is known before the service took it"
        );
        var report = await fixture.ShutAsync(door);
        Assert.Empty(report.Failed);
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(client));
        fill.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task Deadline_NobodyTellsTheGateway_ItShutsByItself()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service, lasts: TimeSpan.FromSeconds(1));
        using var live = await Client.LiveAsync(door.Port);
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(live));
        Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(door.Port));
        await Eventually.TrueAsync(
            async () => (await fixture.ApplyAsync()).Shut.Any(s => s.Grant == door.Grant && s.ByDeadline),
            "the end is reported"
        );
    }

    [Fact]
    public async Task Deadline_ConnectionOpenedJustBefore_DiesAtTheEnd()
    {
        var time = new JumpingClock();
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(time);
        var door = await fixture.OpenAsync(service, lasts: TimeSpan.FromMinutes(10));
        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        using var live = await Client.LiveAsync(door.Port);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(live));
    }

    [Fact]
    public async Task Deadline_WallClockSetBackAnHour_DoesNotLengthenTheGrant()
    {
        var time = new JumpingClock();
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(time);
        var door = await fixture.OpenAsync(service, lasts: TimeSpan.FromMinutes(10));
        using var live = await Client.LiveAsync(door.Port);
        time.Jump(TimeSpan.FromHours(-1));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(live));
        await Eventually.TrueAsync(async () => await fixture.SeeAsync(door) is null, "the door is gone");

        // Told again that the door should be open, for by the wall clock its deadline is an hour ahead.
        var report = await fixture.ApplyAsync();
        Assert.Empty(report.Open);
        Assert.True(Assert.Single(report.Failed).Permanent);
        Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(door.Port));
    }

    [Fact]
    public async Task Deadline_WallClockJumpsAheadAnHour_ShutsWithinASweep()
    {
        var time = new JumpingClock();
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(time);
        var door = await fixture.OpenAsync(service, lasts: TimeSpan.FromMinutes(10));
        using var live = await Client.LiveAsync(door.Port);
        time.Jump(TimeSpan.FromHours(1));
        Assert.Equal(SocketError.ConnectionReset, await Client.KnockAsync(door.Port));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(live));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deadline_ComeWhileNoTimerHadItsTurn_WhatWaitsDoesNotPass(bool inward)
    {
        var time = new JumpingClock();
        var reached = new TaskCompletionSource();
        await using var service = new TcpService(socket => TcpService.EchoAsync(socket, _ => reached.TrySetResult()));
        await using var fixture = new GatewayFixture(time);
        var door = await fixture.OpenAsync(service, lasts: TimeSpan.FromMinutes(10));
        using var live = await Client.ConnectAsync(door.Port);
        await Eventually.TrueAsync(() => service.Accepted.Count == 1, "the service is connected");

        // As after a stop of the whole process: the time is over, and the pump is the first to run again.
        time.Jump(TimeSpan.FromHours(1));
        await (inward ? live : service.Accepted.Single()).SendAsync(new byte[] { 1 });
        var one = new byte[1];
        var met = await Assert.ThrowsAsync<SocketException>(() => live.ReceiveAsync(one).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(SocketError.ConnectionReset, met.SocketErrorCode);
        Assert.False(reached.Task.IsCompleted);
    }

    [Fact]
    public async Task Apply_DeadlineMoved_KeepsConnectionsAndCountsAnew()
    {
        var time = new JumpingClock();
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(time);
        var door = await fixture.OpenAsync(service, lasts: TimeSpan.FromMinutes(10));
        using var live = await Client.LiveAsync(door.Port);
        var later = new DesiredAccess([new DesiredDoor(door.Grant, door.Source, door.Service, door.Deadline.AddMinutes(10))]);
        await fixture.Point.ApplyAsync(later, CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(3, await Client.PingAsync(live, 3));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(live));
    }

    [Fact]
    public async Task Apply_TwoPeopleBehindOneAddress_TheFirstToLeaveClosesOnlyTheirOwn()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var ann = await fixture.OpenAsync(service, source: "127.0.0.2");
        var bob = await fixture.OpenAsync(service, source: "127.0.0.2");
        using var anns = await Client.LiveAsync(ann.Port, from: "127.0.0.2");
        using var bobs = await Client.LiveAsync(bob.Port, from: "127.0.0.2");
        await fixture.ShutAsync(ann);
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(anns));
        Assert.Equal(3, await Client.PingAsync(bobs, 3));
        Assert.Equal(SocketError.Success, await Client.KnockAsync(bob.Port, from: "127.0.0.2"));
        await fixture.ShutAsync(bob);
        // A thread that is just accepting holds the listening socket for an instant; whoever comes then is reset.
        SocketError[] shut = [SocketError.ConnectionRefused, SocketError.ConnectionReset];
        Assert.Contains(await Client.KnockAsync(bob.Port, from: "127.0.0.2"), shut);
    }

    [Fact]
    public async Task Apply_AfterShutting_ThePortRests()
    {
        var time = new JumpingClock();
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(time, o => o.Ports = "21500-21501");
        var first = await fixture.OpenAsync(service);
        await fixture.ShutAsync(first);
        var second = await fixture.OpenAsync(service, port: first.Port);
        Assert.NotEqual(first.Port, second.Port);
        time.Advance(TimeSpan.FromMinutes(10));
        var third = await fixture.OpenAsync(service, port: first.Port);
        Assert.Equal(first.Port, third.Port);
    }

    [Fact]
    public async Task Apply_NoPortFree_FailsWithASentence()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(configure: o => o.Ports = "21510");
        await fixture.OpenAsync(service);
        var another = new DesiredDoor(
            JitPortal.Shared.GrantId.New(fixture.Time.GetUtcNow()),
            System.Net.IPAddress.Loopback,
            service.Endpoint,
            fixture.Time.GetUtcNow().AddHours(1)
        );
        var kept = (await fixture.Point.ObserveAsync(CancellationToken.None)).Single();
        var both = new DesiredAccess([another, new DesiredDoor(kept.Grant, kept.Source, kept.Service, kept.Deadline)]);
        var failure = Assert.Single((await fixture.Point.ApplyAsync(both, CancellationToken.None)).Failed);
        Assert.Equal((another.Grant, false), (failure.Grant, failure.Permanent));
        Assert.Contains("Gateway:Ports", failure.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_Udp_IsRefusedForGood()
    {
        await using var fixture = new GatewayFixture();
        var now = fixture.Time.GetUtcNow();
        var dns = new JitPortal.Shared.Endpoint(System.Net.IPAddress.Loopback, 53, JitPortal.Shared.TransportProtocol.Udp);
        var door = new DesiredDoor(JitPortal.Shared.GrantId.New(now), System.Net.IPAddress.Loopback, dns, now.AddHours(1));
        Assert.True(Assert.Single((await fixture.Point.ApplyAsync(new DesiredAccess([door]), CancellationToken.None)).Failed).Permanent);
    }

    [Fact]
    public async Task Cut_OneConnection_LeavesTheOthers()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        using var first = await Client.LiveAsync(door.Port);
        using var second = await Client.LiveAsync(door.Port);
        var flow = (await fixture.SeeAsync(door))!.Flows.Single(f => f.Source.Equals(first.LocalEndPoint));
        Assert.True(await fixture.Point.CutAsync(door.Grant, flow.Id, CancellationToken.None));
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(first));
        Assert.Equal(6, await Client.PingAsync(second, 6));
    }

    [Fact]
    public async Task Dispose_PortalStops_EveryDoorShuts()
    {
        await using var service = new TcpService();
        var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        using var live = await Client.LiveAsync(door.Port);
        await fixture.DisposeAsync();
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(live));
        Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(door.Port));
    }

    [Fact]
    public async Task Apply_FiveHundredLiveConnections_LeavesNone()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        var clients = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Client.LiveAsync(door.Port)));
        var report = await fixture.ShutAsync(door);
        Assert.Equal(500, report.Shut.Single().FlowsCut);
        var ends = await Task.WhenAll(clients.Select(Client.EndAsync));
        Assert.All(ends, e => Assert.Equal(SocketError.ConnectionReset, e));
        foreach (var client in clients)
            client.Dispose();
    }

    private static async Task<SocketError> PushAsync(Socket socket)
    {
        try
        {
            var block = new byte[32 * 1024];
            var reading = Client.EndAsync(socket);
            while (!reading.IsCompleted)
                await socket.SendAsync(block);
            return await reading;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.Shutdown ? SocketError.Shutdown : SocketError.ConnectionReset;
        }
    }
}
