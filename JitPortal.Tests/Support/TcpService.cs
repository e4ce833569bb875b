using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace JitPortal.Tests.Support;

/// <summary>A real TCP service on a free loopback port that treats each connection as it is told; by default it echoes.</summary>
internal sealed class TcpService : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly Task _accepting;

    public TcpService(Func<Socket, Task>? serve = null, string address = "127.0.0.1")
    {
        var ip = IPAddress.Parse(address);
        _listener = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(ip, 0));
        _listener.Listen(8192);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync(_listener, Accepted.Add, serve);
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>What Nmap would say of it.</summary>
    public string Scan => ScanOf(Endpoint);

    /// <inheritdoc cref="Scan"/>
    public static string ScanOf(JitPortal.Shared.Endpoint service) =>
        $"""<nmaprun scanner="nmap"><host><status state="up"/><address addr="{service.Address}" addrtype="ipv4"/><ports><port protocol="tcp" portid="{service.Port}"><state state="open"/><service name="echo" method="table" conf="3"/></port></ports></host></nmaprun>""";

    public JitPortal.Shared.Endpoint Endpoint => new(EndPoint.Address, EndPoint.Port, JitPortal.Shared.TransportProtocol.Tcp);

    public ConcurrentBag<Socket> Accepted { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var socket in Accepted)
            socket.Dispose();
        await _accepting;
    }

    public static Task EchoAsync(Socket socket) => EchoAsync(socket, _ => { });

    /// <param name="came">Told of each piece that comes.</param>
    public static async Task EchoAsync(Socket socket, Action<int> came)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await socket.ReceiveAsync(buffer)) > 0)
        {
            came(read);
            await socket.SendAsync(buffer.AsMemory(0, read));
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Takes nothing and says nothing.</summary>
    public static Task SilentAsync(Socket socket) => Task.Delay(Timeout.Infinite);

    /// <summary>Serves whoever connects to a listening socket until it is closed.</summary>
    public static async Task AcceptAsync(Socket listener, Action<Socket> accepted, Func<Socket, Task>? serve = null)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                accepted(socket);
                _ = ServeAsync(socket, serve ?? EchoAsync);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    }

    private static async Task ServeAsync(Socket socket, Func<Socket, Task> serve)
    {
        try
        {
            await serve(socket);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    }
}
