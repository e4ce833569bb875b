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
    public static string Towards(IPAddress peer, IPAddress? listen)
    {
        if (listen is not null && !listen.Equals(IPAddress.Any) && !listen.Equals(IPAddress.IPv6Any))
            return listen.ToString();
        if (IPAddress.IsLoopback(peer))
            return (peer.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback).ToString();
        try
        {
            using var socket = new Socket(peer.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(peer, 9);
            return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
        }
        catch (SocketException)
        {
            return Dns.GetHostName();
        }
    }
}
