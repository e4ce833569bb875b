using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace JitPortal.Shared;

/// <summary>
/// Where a service listens: address, port and transport, and the site whose address it is. Written <c>10.0.0.1:5432/tcp</c> or
/// <c>[fe80::1]:22/tcp</c>, at another site than <see cref="SiteName.Main"/> <c>north/10.0.0.1:5432/tcp</c>.
/// IPv4 addresses mapped into IPv6 are kept as IPv4, so that one place has one spelling.
/// </summary>
public readonly record struct Endpoint
{
    // NB. Null for the main site, so that an endpoint nobody gave a site equals one of the main site.
    private readonly string? _site;

    public Endpoint(IPAddress address, int port, TransportProtocol protocol, string? site = null)
    {
        _site = site is null || SiteName.Comparer.Equals(site, SiteName.Main) ? null : site;
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        Address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Port = port;
        Protocol = protocol;
    }

    public IPAddress Address { get; }

    public int Port { get; }

    public TransportProtocol Protocol { get; }

    /// <summary>Whose address space <see cref="Address"/> is of, see <see cref="SiteName"/>.</summary>
    public string Site => _site ?? SiteName.Main;

    /// <summary>
    /// The same without its site: for who stands in that site and knows no other, as enforcement points and their kernels do.
    /// </summary>
    public Endpoint Local => new(Address, Port, Protocol);

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

    /// <summary><see cref="HostPort"/> with the site before it where that is not the main one: for people.</summary>
    public string Place => _site is null ? HostPort : $"{_site}/{HostPort}";

    /// <summary>Reads <c>site/addr:port/proto</c>; the protocol may be left out and is then TCP, the site is then the main one.</summary>
    public static bool TryParse(string? text, out Endpoint endpoint)
    {
        endpoint = default;
        if (string.IsNullOrWhiteSpace(text))
            return false;
        var (site, local) = SiteName.Split(text.Trim());
        var parts = local.Split('/');
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
        endpoint = new Endpoint(address, port, protocol, site);
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

    public override string ToString() => $"{Place}/{ProtocolName}";
}

/// <summary>Transport protocol of a service, as Nmap names them.</summary>
public enum TransportProtocol
{
    Tcp,
    Udp,
    Sctp,
}
