using System.Net;
using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway;

internal static class SocketWays
{
    /// <summary>Closes so that the peer gets a reset at once and nothing that waits in a buffer is still delivered.</summary>
    public static void Reset(this Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already closed, or never connected: closing is all that is left.
        }

        socket.Close(0);
    }

    /// <summary>Small pieces go at once, and a peer that vanished without a word is noticed after two minutes.</summary>
    public static void Prepare(this Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
    }

    /// <summary>
    /// Lets the system hold more of a bulk stream. Asking for a low-water mark makes Linux grow the receive buffer to fit it, within its
    /// own limits, and leaves its tuning on; setting the buffer's size would turn that off for good.
    /// </summary>
    public static void WidenReceiving(this Socket socket, int bytes)
    {
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, bytes);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, 1);
        }
        catch (SocketException)
        {
            // Not every system can; the stream is then merely slower.
        }
    }

    /// <summary>Where the other side is, IPv4 never written as IPv6; null when it has left already.</summary>
    public static IPEndPoint? Peer(this Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint is IPEndPoint remote
                ? new IPEndPoint(remote.Address.IsIPv4MappedToIPv6 ? remote.Address.MapToIPv4() : remote.Address, remote.Port)
                : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
