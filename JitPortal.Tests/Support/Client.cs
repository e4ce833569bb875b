using System.Net;
using System.Net.Sockets;

namespace JitPortal.Tests.Support;

/// <summary>A person's TCP client.</summary>
internal static class Client
{
    public static async Task<Socket> ConnectAsync(int port, string from = "127.0.0.1", string to = "127.0.0.1")
    {
        var socket = new Socket(IPAddress.Parse(from).AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(to), port)).WaitAsync(TimeSpan.FromSeconds(10));
        return socket;
    }

    /// <summary>Connects and sees one byte come back through the door.</summary>
    public static async Task<Socket> LiveAsync(int port, string from = "127.0.0.1", string to = "127.0.0.1")
    {
        var socket = await ConnectAsync(port, from, to);
        Assert.Equal(42, await PingAsync(socket, 42));
        return socket;
    }

    public static async Task<byte> PingAsync(Socket socket, byte value)
    {
        var one = new[] { value };
        await socket.SendAsync(one).WaitAsync(TimeSpan.FromSeconds(10));
        var read = await socket.ReceiveAsync(one).WaitAsync(TimeSpan.FromSeconds(10));
        return read == 1 ? one[0] : throw new SocketException((int)SocketError.Shutdown);
    }

    /// <summary>How the connection ends: what a read meets after all that is still there.</summary>
    public static async Task<SocketError> EndAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(20)) > 0) { }

            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    /// <summary>What a new connection meets: accepted and kept, reset right after, or refused.</summary>
    public static async Task<SocketError> KnockAsync(int port, string from = "127.0.0.1", string to = "127.0.0.1")
    {
        try
        {
            using var socket = await ConnectAsync(port, from, to);
            await PingAsync(socket, 7);
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
