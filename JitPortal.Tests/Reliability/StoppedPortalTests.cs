using System.Net.Sockets;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// A portal that stands still (SIGSTOP, a frozen virtual machine) past a deadline with data waiting in both directions: once it runs again
/// not one byte of the ended access passes.
/// </summary>
public sealed class StoppedPortalTests : IAsyncLifetime
{
    private const int Connections = 40;
    private const int Waiting = 32 * 1024;
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-stop-").FullName;
    private int _reached;
    private TcpService _service = null!;

    public ValueTask InitializeAsync()
    {
        _service = new TcpService(CountAsync);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Fact]
    public async Task Continue_AfterTheDeadline_NotOneWaitingBytePasses()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SIGSTOP needs a Unix.");
        var tokens = await AccessLoop.PeopleAsync(_folder);
        await using var portal = await PortalProcess.StartAsync(_folder, "--Gateway:Ports=22200-22299");
        using var loop = AccessLoop.At(portal, tokens);
        var (id, port, _) = await loop.OpenAsync(_service, "PT12S");
        var deadline = (await loop.ViewAsync(id)).GetProperty("deadline").GetDateTimeOffset();
        var clients = new List<Socket>();
        for (var i = 0; i < Connections; i++)
            clients.Add(await Support.Client.LiveAsync(port));
        Assert.True(DateTimeOffset.UtcNow < deadline, "Too slow to stop it in time.");
        await portal.SignalAsync("STOP");
        var before = Volatile.Read(ref _reached);
        try
        {
            var data = new byte[Waiting];
            foreach (var socket in clients.Concat(_service.Accepted))
                await socket.SendAsync(data).WaitAsync(TimeSpan.FromSeconds(5));
            var rest = deadline.AddSeconds(1) - DateTimeOffset.UtcNow;
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest);
        }
        finally
        {
            await portal.SignalAsync("CONT");
        }

        var back = await Task.WhenAll(clients.Select(LeftAsync));
        Assert.All(back, bytes => Assert.Equal(0, bytes));
        await Task.Delay(500);
        Assert.Equal(before, Volatile.Read(ref _reached));
        foreach (var socket in clients)
            socket.Dispose();
    }

    /// <summary>Everything that still comes until the end.</summary>
    private static async Task<long> LeftAsync(Socket socket)
    {
        var (buffer, sum) = (new byte[64 * 1024], 0L);
        try
        {
            for (int read; (read = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(20))) > 0; sum += read) { }
        }
        catch (SocketException)
        {
            // Reset, as it should be.
        }

        return sum;
    }

    private async Task CountAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await socket.ReceiveAsync(buffer)) > 0; )
        {
            Interlocked.Add(ref _reached, read);
            if (read == 1)
                await socket.SendAsync(buffer.AsMemory(0, 1));
        }
    }
}
