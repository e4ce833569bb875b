using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace JitPortal.Shared;

/// <summary>
/// Where a service listens: address, port and transport. Written <c>10.0.0.1:5432/tcp</c> or <c>[fe80::1]:22/tcp</c>.
/// IPv4 addresses mapped into IPv6 are kept as IPv4, so that one place has one spelling.
/// </summary>
public readonly record struct Endpoint
{
    public Endpoint(IPAddress address, int port, TransportProtocol protocol)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        Address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Port = port;
        Protocol = protocol;
    }

    public IPAddress Address { get; }

    public int Port { get; }

    public TransportProtocol Protocol { get; }

    /// <summary><c>5432/tcp</c>, as Nmap writes a port.</summary>
    public string PortName => string.Create(CultureInfo.InvariantCulture, $"{Port}/{ProtocolName}");

    public string ProtocolName =>
        Protocol switch
        {
            TransportProtocol.Udp => "udp",
            TransportProtocol.Sctp => "sctp",
            _ => "tcp",
        };

    /// <summary><c>10.0.0.1:5432</c>, without the transport.</summary>
    public string HostPort =>
        Address.AddressFamily == AddressFamily.InterNetworkV6
            ? string.Create(CultureInfo.InvariantCulture, $"[{Address}]:{Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");

    /// <summary>Reads <c>addr:port/proto</c>; the protocol may be left out and is then TCP.</summary>
    public static bool TryParse(string? text, out Endpoint endpoint)
    {
        endpoint = default;
        if (string.IsNullOrWhiteSpace(text))
            return false;
        var parts = text.Trim().Split('/');
        if (parts.Length > 2 || !TryParseProtocol(parts.Length == 2 ? parts[1] : "tcp", out var protocol))
            return false;
        var place = parts[0];
        var colon = place.LastIndexOf(':');
        if (
            colon <= 0
            || !int.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is < 0 or > 65535
        )
            return false;
        var host = place[..colon];
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (bracketed)
            host = host[1..^1];
        if (!AddressText.TryParse(host, out var address) || (address.AddressFamily == AddressFamily.InterNetworkV6 && !bracketed))
            return false;
        endpoint = new Endpoint(address, port, protocol);
        return true;
    }

    public static bool TryParseProtocol(string? text, out TransportProtocol protocol)
    {
        (var known, protocol) = text?.ToLowerInvariant() switch
        {
            "tcp" => (true, TransportProtocol.Tcp),
            "udp" => (true, TransportProtocol.Udp),
            "sctp" => (true, TransportProtocol.Sctp),
            _ => (false, default),
        };
        return known;
    }

    public override string ToString() => $"{HostPort}/{ProtocolName}";
}

/// <summary>Transport protocol of a service, as Nmap names them.</summary>
public enum TransportProtocol
{
    Tcp,
    Udp,
    Sctp,
}
