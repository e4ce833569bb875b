using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace JitPortal.Tests.Support;

/// <summary>A real TCP service on a free loopback port that treats each connection as it is told; by default it echoes.</summary>
internal sealed class TcpService : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Func<Socket, Task> _serve;
    private readonly Task _accepting;

    public TcpService(Func<Socket, Task>? serve = null, string address = "127.0.0.1")
    {
        _serve = serve ?? EchoAsync;
        var ip = IPAddress.Parse(address);
        _listener = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(ip, 0));
        _listener.Listen(8192);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }

    public JitPortal.Shared.Endpoint Endpoint => new(EndPoint.Address, EndPoint.Port, JitPortal.Shared.TransportProtocol.Tcp);

    public ConcurrentBag<Socket> Accepted { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var socket in Accepted)
            socket.Dispose();
        await _accepting;
    }

    public static async Task EchoAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await socket.ReceiveAsync(buffer)) > 0)
            await socket.SendAsync(buffer.AsMemory(0, read));
        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Takes nothing and says nothing.</summary>
    public static Task SilentAsync(Socket socket) => Task.Delay(Timeout.Infinite);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync();
                Accepted.Add(socket);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await _serve(socket);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }
}
