using System.Net;
using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway;

internal static class LocalAddress
{
    /// <summary>Whether it is an address of this machine, or of the network namespace that the caller is in.</summary>
    public static bool IsOwn(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The address of this machine that <paramref name="peer"/> is answered from, as routing says; nothing is sent.</summary>
    /// <returns>Null where no route leads there, or no socket could be had to ask.</returns>
    public static IPAddress? Towards(IPAddress peer)
    {
        if (IPAddress.IsLoopback(peer))
            return peer.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        try
        {
            using var socket = new Socket(peer.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(peer, 9);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
