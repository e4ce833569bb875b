using System.Net;
using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway;

internal static class ListeningSocket
{
    /// <param name="dualMode">On <c>::</c> take IPv4 as well.</param>
    public static Socket Open(IPAddress address, int port, bool dualMode, int backlog)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any) && dualMode)
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
