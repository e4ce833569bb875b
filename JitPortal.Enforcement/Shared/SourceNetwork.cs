using System.Net;
using System.Net.Sockets;

namespace JitPortal.Shared;

/// <summary>
/// Under what an address is counted, wherever one caller's tries, calls or connections are limited: the one key for all such counters.
/// </summary>
public static class SourceNetwork
{
    /// <summary>Bytes of an IPv6 address that name the network: 64 bits (RFC 4291, 2.5.4).</summary>
    private const int NetworkBytes = 8;

    /// <summary>
    /// The address itself for IPv4, however it is written. For IPv6 its network of 64 bits: who has one of its addresses has them all, so
    /// that counting each alone would limit nobody.
    /// </summary>
    /// <param name="address">Null, where the caller's address is not known, counts as one caller.</param>
    public static IPAddress Of(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        // Without the scope: the same link-local address has another one on each interface.
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
