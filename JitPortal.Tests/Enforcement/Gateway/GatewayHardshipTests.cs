using System.Net.Sockets;
using JitPortal.Enforcement.Gateway;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Gateway;

/// <summary>Connections that behave badly: silent ends, half ends, readers that stop.</summary>
public sealed class GatewayHardshipTests
{
    [Fact]
    public async Task Flow_ServiceHalfCloses_PersonMayGoOnSending()
    {
        var got = new TaskCompletionSource<int>();
        await using var service = new TcpService(async socket =>
        {
            socket.Shutdown(SocketShutdown.Send);
            var (all, buffer) = (0, new byte[4096]);
            for (int read; (read = await socket.ReceiveAsync(buffer)) > 0; )
                all += read;
            got.TrySetResult(all);
        });
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        using var client = await Client.ConnectAsync(door.Port);
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]).WaitAsync(TimeSpan.FromSeconds(10)));
        for (var i = 0; i < 10; i++)
            await client.SendAsync(new byte[1000]);
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(10_000, await got.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        await Eventually.TrueAsync(async () => (await fixture.SeeAsync(door))!.Flows.Count == 0, "the finished flow is forgotten");
    }

    [Fact]
    public async Task Flow_PersonResets_ServiceIsReset()
    {
        var end = new TaskCompletionSource<SocketError>();
        await using var service = new TcpService(async socket =>
        {
            await socket.ReceiveAsync(new byte[1]);
            end.TrySetResult(await Client.EndAsync(socket));
        });
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        var client = await Client.ConnectAsync(door.Port);
        await client.SendAsync(new byte[1]);
        await Eventually.TrueAsync(async () => (await fixture.SeeAsync(door))!.BytesIn == 1, "the byte went through");
        client.LingerState = new LingerOption(true, 0);
        client.Close(0);
        Assert.Equal(SocketError.ConnectionReset, await end.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Flow_PersonResetsWhileServiceReadsNothing_IsFoundAndEnded()
    {
        await using var service = new TcpService(TcpService.SilentAsync);
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        var client = await Client.ConnectAsync(door.Port);
        await FillAsync(client);
        client.LingerState = new LingerOption(true, 0);
        client.Close(0);
        await Eventually.TrueAsync(async () => (await fixture.SeeAsync(door))!.Flows.Count == 0, "the dead flow is ended");
    }

    [Fact]
    public async Task Flows_ManyReadersStopped_HoldLittleMemory()
    {
        await using var service = new TcpService(TcpService.SilentAsync);
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        var clients = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Client.ConnectAsync(door.Port)));
        await Task.WhenAll(clients.Select(FillAsync));
        var flows = (await fixture.SeeAsync(door))!.Flows;
        Assert.Equal(50, flows.Count);
        Assert.InRange(fixture.Point.BulkMemory, 0, 64 * 1024 * 1024);
        await fixture.ShutAsync(door);
        Assert.Equal(0, fixture.Point.BulkMemory);
        foreach (var client in clients)
            client.Dispose();
    }

    [Fact]
    public void Buffer_NoBulkMemoryLeft_StaysSmall()
    {
        var none = new Allowance(0);
        var buffer = new PumpBuffer(none);
        buffer.Rent();
        for (var i = 0; i < 5; i++)
            buffer.Used(buffer.Bytes.Length);
        Assert.Equal(PumpBuffer.Smallest, buffer.Bytes.Length);
        buffer.Return();
        Assert.Equal(0, none.Taken);
    }

    [Fact]
    public void Buffer_FullReads_GrowsToTheLargestThenShrinksAndGivesAllBack()
    {
        var bulk = new Allowance(64 * 1024 * 1024);
        var buffer = new PumpBuffer(bulk);
        buffer.Rent();
        for (var i = 0; i < 5; i++)
            buffer.Used(buffer.Bytes.Length);
        Assert.Equal((PumpBuffer.Largest, (long)PumpBuffer.Largest), (buffer.Bytes.Length, bulk.Taken));
        for (var i = 0; i < 5; i++)
        {
            buffer.Return();
            Assert.Equal(0, bulk.Taken);
            buffer.Rent();
            buffer.Used(10);
        }

        Assert.Equal(PumpBuffer.Smallest, buffer.Bytes.Length);
    }

    [Fact]
    public async Task Flows_FiveHundredBusyAtOnce_GetTheirOwnBytesBack()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        await Task.WhenAll(
            Enumerable
                .Range(0, 500)
                .Select(async i =>
                {
                    using var client = await Client.ConnectAsync(door.Port);
                    for (var round = 0; round < 4; round++)
                        Assert.Equal((byte)i, await Client.PingAsync(client, (byte)i));
                })
        );
        var seen = (await fixture.SeeAsync(door))!;
        Assert.Equal((2000, 0), (seen.BytesIn, seen.Turned));
    }

    /// <summary>Sends until nobody takes any more.</summary>
    private static async Task FillAsync(Socket client)
    {
        client.Blocking = false;
        var block = new byte[64 * 1024];
        for (var (still, sent) = (0, 0L); still < 5; await Task.Delay(20))
        {
            var before = sent;
            for (var error = SocketError.Success; error == SocketError.Success; )
                sent += client.Send(block, 0, block.Length, SocketFlags.None, out error);
            still = sent == before ? still + 1 : 0;
        }
    }
}
