using System.Net.Sockets;
using JitPortal.Shared;

namespace JitPortal.Tests.Enforcement.Nftables;

/// <summary>A real router with the real nft between a client and a server.</summary>
public sealed class ForwardTests
{
    [Theory]
    [InlineData(RouterFixture.Client, RouterFixture.Server, SocketError.HostUnreachable)]
    [InlineData(RouterFixture.Client6, RouterFixture.Server6, SocketError.ConnectionRefused)]
    public async Task Apply_NothingGranted_RefusesAtOnceAndSaysWhoItWas(string client, string server, SocketError expected)
    {
        await using var lab = RouterFixture.Create();
        Assert.Equal(SocketError.Success, await lab.TryAsync(client, server));
        await lab.ApplyAsync();
        Assert.Equal(expected, await lab.TryAsync(client, server));
    }

    [Theory]
    [InlineData(RouterFixture.Client, RouterFixture.Server)]
    [InlineData(RouterFixture.Client6, RouterFixture.Server6)]
    public async Task Revoke_BusyAndIdleConnections_AreResetAtBothEndsAndNewOnesRefused(string client, string server)
    {
        await using var lab = RouterFixture.Create();
        var grant = await lab.OpenAsync(client, server);
        var (busy, idle) = (await lab.ConnectAsync(client, server), await lab.ConnectAsync(client, server));
        Assert.True(await RouterFixture.EchoesAsync(busy));
        Assert.True(await RouterFixture.EchoesAsync(idle));

        var report = await lab.ShutAsync(grant);
        var shut = Assert.Single(report.Shut);
        Assert.Equal((grant, 2, false), (shut.Grant, shut.FlowsCut, shut.ByDeadline));
        Assert.Empty(report.Open);
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await RouterFixture.EchoesAsync(busy)) { }
        });
        await RouterFixture.ResetAsync(idle);
        foreach (var socket in lab.Accepted)
            await Assert.ThrowsAnyAsync<Exception>(async () => await socket.SendAsync("late"u8.ToArray()));
        Assert.NotEqual(SocketError.Success, await lab.TryAsync(client, server));
    }

    [Theory]
    [InlineData(RouterFixture.Client, RouterFixture.Server)]
    [InlineData(RouterFixture.Client6, RouterFixture.Server6)]
    public async Task Datagrams_PassWhileGrantedOnly(string client, string server)
    {
        await using var lab = RouterFixture.Create();
        Assert.True(await lab.DatagramEchoesAsync(client, server));
        await lab.ApplyAsync();
        Assert.False(await lab.DatagramEchoesAsync(client, server, 300));
        var grant = await lab.OpenAsync(client, server, protocol: TransportProtocol.Udp);
        Assert.True(await lab.DatagramEchoesAsync(client, server));
        await lab.ShutAsync(grant);
        Assert.False(await lab.DatagramEchoesAsync(client, server, 300));
    }

    [Fact]
    public async Task AnotherGrantOnTheTupleEnds_ADoorInItsLastSecond_StandsToItsEndAndNotLonger()
    {
        await using var lab = RouterFixture.Create();
        // A machine under load may take longer than the second that the test is about; then it is no test and is made again.
        for (var tries = 0; tries < 5; tries++)
        {
            var brief = await lab.OpenAsync(seconds: 3);
            var other = await lab.OpenAsync(seconds: 900);
            await Task.Delay(2200);
            await lab.ShutAsync(other);
            var met = await lab.TryAsync();
            if (!lab.IsWanted(brief, milliseconds: 0))
                continue;
            Assert.Equal(SocketError.Success, met);
            await Task.Delay(lab.Left(brief) + TimeSpan.FromMilliseconds(300));
            Assert.Equal(SocketError.HostUnreachable, await lab.TryAsync());
            return;
        }

        Assert.Fail("The machine was too slow five times.");
    }

    [Fact]
    public async Task Deadline_Reached_EndsIdleAndNewWithoutBeingTold()
    {
        await using var lab = RouterFixture.Create();
        var changed = new TaskCompletionSource();
        var grant = await lab.OpenAsync(seconds: 2);
        lab.Point.Changed += (_, _) => changed.TrySetResult();
        var idle = await lab.ConnectAsync();
        await RouterFixture.ResetAsync(idle);
        Assert.NotEqual(SocketError.Success, await lab.TryAsync());
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var report = await lab.ApplyAsync();
        Assert.True(Assert.Single(report.Shut, s => s.Grant == grant).ByDeadline);
        Assert.Empty(report.Drift);
        Assert.Empty(lab.Point.Glance());
    }

    [Fact]
    public async Task Revoke_Again_CountsOnlyWhatLives()
    {
        await using var lab = RouterFixture.Create();
        foreach (var _ in new[] { 1, 2 })
        {
            var grant = await lab.OpenAsync();
            var live = await lab.ConnectAsync();
            Assert.Equal(1, (await lab.ShutAsync(grant)).Shut.Single(s => s.Grant == grant).FlowsCut);
            await RouterFixture.ResetAsync(live);
        }
    }

    [Fact]
    public async Task TwoGrantsOnOneTuple_OneEnds_CutsNothingUntilTheOtherEnds()
    {
        await using var lab = RouterFixture.Create();
        var first = await lab.OpenAsync(seconds: 300);
        var second = await lab.OpenAsync(seconds: 600);
        Assert.Equal(2, (await lab.Point.ObserveAsync(CancellationToken.None)).Count);
        var live = await lab.ConnectAsync();
        var report = await lab.ShutAsync(second);
        Assert.Equal([second], report.Shut.Select(s => s.Grant));
        Assert.Equal([first], report.Open.Select(d => d.Grant));
        Assert.True(await RouterFixture.EchoesAsync(live));
        await lab.ShutAsync(first);
        await RouterFixture.ResetAsync(live);
    }

    [Fact]
    public async Task Extend_UnderTraffic_CutsNothing()
    {
        await using var lab = RouterFixture.Create();
        var grant = await lab.OpenAsync(seconds: 30);
        var live = await lab.ConnectAsync();
        using var enough = new CancellationTokenSource();
        var echoed = 0;
        var traffic = Task.Run(async () =>
        {
            for (; !enough.IsCancellationRequested; echoed++)
                Assert.True(await RouterFixture.EchoesAsync(live));
        });
        for (var i = 0; i < 20; i++)
        {
            lab.Move(grant, 30 + (i % 7 * 10));
            Assert.Empty((await lab.ApplyAsync()).Failed);
        }

        await enough.CancelAsync();
        await traffic;
        Assert.True(echoed > 20);
        Assert.Contains("counter denied", lab.Nft("list", "counter", "inet", "jitportal", "denied"), StringComparison.Ordinal);
        Assert.Contains("packets 0 bytes 0", lab.Nft("list", "counter", "inet", "jitportal", "denied"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_ConntrackForgotten_ServersPushRevivesNothing()
    {
        await using var lab = RouterFixture.Create();
        await lab.OpenAsync();
        var live = await lab.ConnectAsync();
        Assert.True(await RouterFixture.EchoesAsync(live));
        await ForgetAsync(lab);
        await AssertNoByteAsync(lab, live);
    }

    [Fact]
    public async Task WholeMachine_RevokedAndForgottenByConntrack_IsNotRevivedButItsOwnConnectionsWork()
    {
        await using var lab = RouterFixture.Create(guards: [RouterFixture.Server]);
        await lab.OpenAsync();
        var live = await lab.ConnectAsync();
        Assert.True(await RouterFixture.EchoesAsync(live));
        using var listener = lab.Net.Listen("client", RouterFixture.Client, 6000);
        var (own, error) = await lab.Net.TryConnectAsync("server", RouterFixture.Server, RouterFixture.Client, 6000);
        using (own)
            Assert.Equal(SocketError.Success, error);

        await ForgetAsync(lab);
        await AssertNoByteAsync(lab, live);
        Assert.NotEqual(SocketError.Success, await lab.TryAsync());
    }

    /// <summary>The element goes and the tracking with it, with no portal that resets anything: the case in which a session could come back.</summary>
    private static async Task ForgetAsync(RouterFixture lab)
    {
        await lab.Point.DisposeAsync();
        lab.Nft("flush", "set", "inet", "jitportal", "grants4");
        Assert.Equal(0, lab.Net.Code("router", "conntrack", "-D", "-p", "tcp"));
    }

    /// <summary>The server talks first, which is what brings a forgotten session back under careless rules.</summary>
    private static async Task AssertNoByteAsync(RouterFixture lab, Socket client)
    {
        var server = lab.Accepted.Single();
        try
        {
            await server.SendAsync("secret"u8.ToArray());
            await Task.Delay(300);
            await server.SendAsync("secret"u8.ToArray());
        }
        catch (SocketException)
        {
            // Reset already.
        }

        using var patience = new CancellationTokenSource(500);
        try
        {
            Assert.Equal(0, await client.ReceiveAsync(new byte[64], patience.Token));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Reset, or silence: no byte either way.
        }
    }
}
