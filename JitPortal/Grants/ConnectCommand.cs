using System.Globalization;
using System.Text.RegularExpressions;

namespace JitPortal.Grants;

/// <summary>The command that a person pastes to connect, for the protocol that the scan found.</summary>
internal static partial class ConnectCommand
{
    /// <summary>
    /// Null when the host is not a plain name or address. NB. People paste this into a shell: nothing a scanned service says goes into
    /// it, and the host is letters, digits, dots, colons and hyphens, not beginning with a hyphen that a program would take as an option.
    /// </summary>
    public static string? For(string? service, int servicePort, string host, int port)
    {
        if (!SafeHost().IsMatch(host) || port is < 1 or > 65535)
            return null;
        var at = string.Create(CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");
        var p = port.ToString(CultureInfo.InvariantCulture);
        return Kind(service, servicePort) switch
        {
            "ssh" => $"ssh -p {p} {host}",
            "postgresql" => $"psql -h {host} -p {p}",
            "mysql" => $"mysql --protocol=TCP -h {host} -P {p}",
            "redis" => $"redis-cli -h {host} -p {p}",
            "mongodb" => $"mongosh --host {host} --port {p}",
            "http" => $"curl http://{at}/",
            "https" => $"curl https://{at}/",
            "rdp" => $"mstsc /v:{at}",
            "vnc" => $"vncviewer {host}::{p}",
            "ldap" => $"ldapsearch -x -H ldap://{at}",
            _ => $"nc {host} {p}",
        };
    }

    private static string Kind(string? service, int port)
    {
        var name = (service ?? "").ToLowerInvariant();
        return name switch
        {
            "ssh" => "ssh",
            "postgresql" or "postgres" => "postgresql",
            "mysql" or "mariadb" => "mysql",
            "redis" or "valkey" => "redis",
            "mongodb" or "mongod" => "mongodb",
            "http" or "http-alt" or "http-proxy" => "http",
            "https" or "ssl/http" or "https-alt" => "https",
            "ms-wbt-server" or "rdp" => "rdp",
            "vnc" => "vnc",
            "ldap" => "ldap",
            "" or "unknown" or "tcpwrapped" => ByPort(port),
            _ => "",
        };
    }

    private static string ByPort(int port) => port switch
    {
        22 => "ssh",
        80 or 8080 => "http",
        443 or 8443 => "https",
        389 => "ldap",
        3306 => "mysql",
        3389 => "rdp",
        5432 => "postgresql",
        5900 => "vnc",
        6379 => "redis",
        27017 => "mongodb",
        _ => "",
    };

    [GeneratedRegex(@"^[A-Za-z0-9:][A-Za-z0-9.:-]{0,252}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SafeHost();
}
