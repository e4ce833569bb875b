using System.Net.Sockets;
using System.Security.Cryptography;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Gateway;

public sealed class GatewayCarryTests
{
    [Fact]
    public async Task Door_OtherSource_IsResetAndOwnSourcePasses()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service, source: "127.0.0.2");
        Assert.Equal(SocketError.ConnectionReset, await Client.KnockAsync(door.Port, from: "127.0.0.1"));
        Assert.Equal(SocketError.Success, await Client.KnockAsync(door.Port, from: "127.0.0.2"));
        Assert.Equal(1, (await fixture.SeeAsync(door))!.Turned);
    }

    [Fact]
    public async Task Door_DualModeListener_PinsMappedIPv4Too()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(configure: o => o.Listen = "::");
        var door = await fixture.OpenAsync(service, source: "127.0.0.2");
        Assert.Equal(SocketError.ConnectionReset, await Client.KnockAsync(door.Port, from: "127.0.0.1"));
        Assert.Equal(SocketError.Success, await Client.KnockAsync(door.Port, from: "127.0.0.2"));
    }

    [Fact]
    public async Task Door_IPv6_Passes()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var service = new TcpService(address: "::1");
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service, source: "::1");
        Assert.Equal("::1", door.Host);
        Assert.Equal(SocketError.Success, await Client.KnockAsync(door.Port, "::1", "::1"));
    }

    [Fact]
    public async Task Flow_ClientHalfCloses_StillGetsTheWholeAnswer()
    {
        // A service that answers only after it has seen the end of the question.
        await using var service = new TcpService(async socket =>
        {
            var question = 0;
            var buffer = new byte[4096];
            for (int read; (read = await socket.ReceiveAsync(buffer)) > 0; )
                question += read;
            await socket.SendAsync(new byte[question * 2]);
            socket.Shutdown(SocketShutdown.Send);
        });
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        using var client = await Client.ConnectAsync(door.Port);
        await client.SendAsync(new byte[1000]);
        client.Shutdown(SocketShutdown.Send);
        var (answer, chunk) = (0, new byte[4096]);
        for (int read; (read = await client.ReceiveAsync(chunk).WaitAsync(TimeSpan.FromSeconds(10))) > 0; )
            answer += read;
        Assert.Equal(2000, answer);
        await Eventually.TrueAsync(async () => (await fixture.SeeAsync(door))!.Flows.Count == 0, "the finished flow is forgotten");
    }

    [Fact]
    public async Task Flow_FortyMegabytesBothWays_AreTheSameBytes()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        using var client = await Client.ConnectAsync(door.Port);
        var data = RandomNumberGenerator.GetBytes(40 * 1024 * 1024);
        var sending = SendAllAsync(client, data);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[256 * 1024];
        for (int read; (read = await client.ReceiveAsync(chunk).WaitAsync(TimeSpan.FromSeconds(30))) > 0; )
            hash.AppendData(chunk, 0, read);
        await sending;
        Assert.Equal(SHA256.HashData(data), hash.GetHashAndReset());
    }

    [Fact]
    public async Task Flow_ReaderStops_WriterIsHeldBack()
    {
        await using var service = new TcpService(TcpService.SilentAsync);
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        using var client = await Client.ConnectAsync(door.Port);
        client.Blocking = false;
        long sent = 0,
            before = -1;
        var block = new byte[64 * 1024];
        await Eventually.TrueAsync(
            async () =>
            {
                before = sent;
                for (var full = false; !full; )
                {
                    sent += client.Send(block, SocketFlags.None, out var error);
                    full = error == SocketError.WouldBlock;
                    Assert.True(sent < 256L * 1024 * 1024, "The gateway swallows without end what nobody reads.");
                }

                await Task.Delay(300);
                return sent == before;
            },
            "the writer meets a full pipe"
        );
        await fixture.ShutAsync(door);
    }

    [Fact]
    public async Task Flow_ServiceIsDown_ClientIsResetAndDoorStays()
    {
        var gone = new TcpService();
        await gone.DisposeAsync();
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(gone);
        Assert.Equal(SocketError.ConnectionReset, await Client.KnockAsync(door.Port));
        Assert.NotNull(await fixture.SeeAsync(door));
    }

    [Fact]
    public async Task Flow_ServiceResets_ClientIsReset()
    {
        await using var service = new TcpService(socket =>
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close(0);
            return Task.CompletedTask;
        });
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        Assert.Equal(SocketError.ConnectionReset, await Client.KnockAsync(door.Port));
    }

    [Fact]
    public async Task Door_MoreThanTheLimit_AreResetAndTheFirstLive()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(configure: o => o.MaxConnectionsPerGrant = 2);
        var door = await fixture.OpenAsync(service);
        using var first = await Client.LiveAsync(door.Port);
        using var second = await Client.LiveAsync(door.Port);
        Assert.Equal(SocketError.ConnectionReset, await Client.KnockAsync(door.Port));
        Assert.Equal(9, await Client.PingAsync(first, 9));
    }

    [Fact]
    public async Task Flow_Bytes_AreCountedEachWay()
    {
        await using var service = new TcpService(async socket =>
        {
            await socket.ReceiveAsync(new byte[100]);
            await socket.SendAsync(new byte[5000]);
            await TcpService.SilentAsync(socket);
        });
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        using var client = await Client.ConnectAsync(door.Port);
        await client.SendAsync(new byte[100]);
        await Eventually.TrueAsync(
            async () => (await fixture.SeeAsync(door))!.Flows is [{ BytesIn: 100, BytesOut: 5000 }],
            "100 bytes in and 5000 out are counted"
        );
    }

    private static async Task SendAllAsync(Socket socket, byte[] data)
    {
        for (var sent = 0; sent < data.Length; )
            sent += await socket.SendAsync(data.AsMemory(sent, Math.Min(128 * 1024, data.Length - sent)));
        socket.Shutdown(SocketShutdown.Send);
    }
}
