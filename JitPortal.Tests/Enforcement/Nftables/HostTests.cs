using System.Net.Sockets;
using JitPortal.Enforcement.Nftables;
using JitPortal.Shared;

namespace JitPortal.Tests.Enforcement.Nftables;

/// <summary>The rules on the protected machine itself, with no router that knows anything.</summary>
public sealed class HostTests
{
    [Theory]
    [InlineData(RouterFixture.Client, RouterFixture.Server, SocketError.HostUnreachable)]
    [InlineData(RouterFixture.Client6, RouterFixture.Server6, SocketError.ConnectionRefused)]
    public async Task Revoke_BusyAndIdleConnections_AreResetAtBothEndsAndNewOnesRefused(string client, string server, SocketError refused)
    {
        await using var lab = RouterFixture.Create(Placement.Host);
        await lab.ApplyAsync();
        Assert.Equal(refused, await lab.TryAsync(client, server));
        var grant = await lab.OpenAsync(client, server);
        var (busy, idle) = (await lab.ConnectAsync(client, server), await lab.ConnectAsync(client, server));
        Assert.True(await RouterFixture.EchoesAsync(busy));
        var report = await lab.ShutAsync(grant);
        Assert.Equal(2, Assert.Single(report.Shut).FlowsCut);
        await RouterFixture.ResetAsync(idle);
        await RouterFixture.ResetAsync(busy);
        foreach (var socket in lab.Accepted)
            await Assert.ThrowsAnyAsync<Exception>(async () => await socket.SendAsync("late"u8.ToArray()));
        Assert.Equal(refused, await lab.TryAsync(client, server));
    }

    [Fact]
    public async Task Deadline_Reached_IdleConnectionEndsAtBothEnds()
    {
        await using var lab = RouterFixture.Create(Placement.Host);
        await lab.OpenAsync(seconds: 2);
        await RouterFixture.ResetAsync(await lab.ConnectAsync());
        Assert.NotEqual(SocketError.Success, await lab.TryAsync());
    }

    [Fact]
    public async Task WholeMachine_OwnProgramsAndOwnConnectionsGoOn()
    {
        await using var lab = RouterFixture.Create(Placement.Host, [RouterFixture.Server]);
        await lab.ApplyAsync();
        using var listener = lab.Net.Listen("client", RouterFixture.Client, 6000);
        foreach (var (to, port) in new[] { (RouterFixture.Client, 6000), (RouterFixture.Server, RouterFixture.Port) })
        {
            var (own, error) = await lab.Net.TryConnectAsync("server", RouterFixture.Server, to, port);
            using (own)
                Assert.Equal(SocketError.Success, error);
        }

        Assert.Equal(SocketError.HostUnreachable, await lab.TryAsync());
    }

    [Fact]
    public async Task Datagrams_PassWhileGrantedOnly()
    {
        await using var lab = RouterFixture.Create(Placement.Host);
        await lab.ApplyAsync();
        Assert.False(await lab.DatagramEchoesAsync(milliseconds: 300));
        await lab.OpenAsync(protocol: TransportProtocol.Udp);
        Assert.True(await lab.DatagramEchoesAsync());
    }
}
