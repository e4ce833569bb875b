using System.Net;
using System.Net.Sockets;

namespace JitPortal.Identity;

/// <summary>Whom a counter counts: an IPv4 address, or an IPv6 network of 64 bits, within which one machine can take any address it likes.</summary>
internal static class SourceNetwork
{
    private const int Prefix = 64;

    public static string Of(IPAddress? source) => source switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => source.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => new IPNetwork(Masked(source), Prefix).ToString(),
        _ => source.ToString(),
    };

    private static IPAddress Masked(IPAddress source)
    {
        var bytes = source.GetAddressBytes();
        bytes.AsSpan(Prefix / 8).Clear();
        return new IPAddress(bytes);
    }
}
