using System.Globalization;
using System.Net;
using JitPortal.Enforcement.Gateway.OnePort;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Gateway;

/// <summary><see cref="GatewayOptions"/> after reading: addresses and ports instead of text.</summary>
internal sealed record GatewaySettings(
    IPAddress? Listen,
    string? PublicHost,
    int FirstPort,
    int LastPort,
    TimeSpan PortRest,
    TimeSpan ConnectTimeout,
    int MaxConnectionsPerGrant,
    IPAddress? Egress,
    IPAddress? ProbeFrom
)
{
    public int ConnectionsPerSecond { get; init; }

    public int MaxConnections { get; init; }

    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Null when every grant has its own port only.</summary>
    public OnePortSettings? OnePort { get; init; }

    /// <summary>The settings, or every problem in them at once.</summary>
    public static Outcome<GatewaySettings> Read(GatewayOptions options)
    {
        var problems = new List<Problem>();
        var listen = Address(nameof(options.Listen), options.Listen, problems);
        var egress = Address(nameof(options.Egress), options.Egress, problems);
        var probeFrom = Address(nameof(options.ProbeFrom), options.ProbeFrom, problems);
        if (probeFrom is not null && probeFrom.Equals(egress))
            problems.Add(
                new Problem(
                    "Gateway:ProbeFrom",
                    "Gateway:ProbeFrom must differ from Gateway:Egress, which services let in; from there the direct path shows nothing."
                )
            );
        if (!string.IsNullOrWhiteSpace(options.PublicHost) && Uri.CheckHostName(options.PublicHost) == UriHostNameType.Unknown)
            problems.Add(new Problem("Gateway:PublicHost", $"Gateway:PublicHost “{options.PublicHost}” is not a host name or address."));
        if (!TryPorts(options.Ports, out var first, out var last))
            problems.Add(new Problem("Gateway:Ports", $"Gateway:Ports “{options.Ports}” is not a range of ports such as 20000-29999."));
        if (options.IdleTimeout is { } idle && idle < TimeSpan.FromSeconds(5))
            problems.Add(
                new Problem(
                    "Gateway:IdleTimeout",
                    "Gateway:IdleTimeout must be at least five seconds; leave it out to let connections be silent."
                )
            );
        var onePort = ReadOnePort(options, first, last, problems);
        if (problems.Count > 0)
            return Refusal.Invalid("gateway-settings", string.Join(' ', problems.Select(p => p.Sentence)), problems);
        var host = string.IsNullOrWhiteSpace(options.PublicHost) ? null : options.PublicHost;
        return new GatewaySettings(
            listen,
            host,
            first,
            last,
            options.PortRest,
            options.ConnectTimeout,
            options.MaxConnectionsPerGrant,
            egress,
            probeFrom
        )
        {
            ConnectionsPerSecond = options.ConnectionsPerSecond,
            MaxConnections = options.MaxConnections,
            IdleTimeout = options.IdleTimeout,
            OnePort = onePort,
        };
    }

    private static OnePortSettings? ReadOnePort(GatewayOptions options, int first, int last, List<Problem> problems)
    {
        if (options.ConnectPort is not { } port)
            return null;
        if (port is < 1 or > 65535 || (port >= first && port <= last))
            problems.Add(new Problem("Gateway:ConnectPort", $"Gateway:ConnectPort “{port}” must be a port outside Gateway:Ports."));
        if (string.IsNullOrWhiteSpace(options.ConnectCertificate))
            return new OnePortSettings(port, options.ConnectPinsSource, null);
        var certificate = OnePortCertificate.Load(
            options.ConnectCertificate,
            options.ConnectCertificateKey,
            options.ConnectCertificatePassword
        );
        if (certificate.Ok)
            return new OnePortSettings(port, options.ConnectPinsSource, certificate.Value);
        problems.Add(new Problem("Gateway:ConnectCertificate", certificate.Refusal.Sentence));
        return null;
    }

    private static IPAddress? Address(string name, string? text, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (AddressText.TryParse(text, out var address))
            return address;
        problems.Add(new Problem($"Gateway:{name}", $"Gateway:{name} “{text}” is not an IP address."));
        return null;
    }

    private static bool TryPorts(string text, out int first, out int last)
    {
        last = 0;
        var parts = text.Split('-', StringSplitOptions.TrimEntries);
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out last)
            && parts.Length <= 2
            && first is > 0
            && first <= last
            && last <= 65535;
    }
}
