using System.Globalization;
using System.Text.RegularExpressions;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>The command that a person pastes to connect, for the protocol that the scan found.</summary>
internal static partial class ConnectCommand
{
    /// <summary>The key that the shown commands use; people who have another change the name.</summary>
    public const string UsualKey = "~/.ssh/id_ed25519";

    /// <summary>
    /// Null when the host is not a plain name or address. NB. People paste this into a shell: nothing a scanned service says goes into
    /// it, and hosts are letters, digits, dots, colons and hyphens, not beginning with a hyphen that a program would take as an option.
    /// </summary>
    /// <param name="key">File of the SSH key that a certificate is for.</param>
    public static string? For(ConnectTarget to, string key = UsualKey)
    {
        if (!SafeHost().IsMatch(to.Host) || to.Port is < 1 or > 65535)
            return null;
        var (host, p) = (to.Host, Number(to.Port));
        return ClientOf(to) switch
        {
            "ssh" => Ssh(to, key),
            "postgresql" when to.LogIn is { Kind: LogIn.PostgresRole } role => Psql(to, role),
            "postgresql" => $"psql -h {host} -p {p}",
            "mysql" => $"mysql --protocol=TCP -h {host} -P {p}",
            "redis" => $"redis-cli {(to.Tls ? "--tls " : "")}-h {host} -p {p}",
            "mongodb" => $"mongosh \"mongodb://{At(host, to.Port)}/?directConnection=true{(to.Tls ? "&tls=true" : "")}\"",
            "http" => Curl(to, "http"),
            "https" => Curl(to, "https"),
            "rdp" => $"mstsc /v:{At(host, to.Port)}",
            "vnc" => $"vncviewer {Quoted($"{Bracketed(host)}::{p}")}",
            "ldap" => $"ldapsearch -x -H {Quoted($"ldap://{At(host, to.Port)}")}",
            "ldaps" => $"ldapsearch -x -H {Quoted($"ldaps://{At(host, to.Port)}")}",
            "dns" => $"dig @{host} -p {p}{(to.Service.Protocol == TransportProtocol.Tcp ? " +tcp" : "")}",
            "tls" => $"openssl s_client -quiet -connect {Quoted(At(host, to.Port))}",
            _ => $"nc {(to.Service.Protocol == TransportProtocol.Udp ? "-u " : "")}{host} {p}",
        };
    }

    /// <summary>NB. A host's key is known by the host's own address wherever the way begins; a gateway's ports come and go.</summary>
    private static string Ssh(ConnectTarget to, string key)
    {
        var words = new List<string> { "ssh" };
        if (to.LogIn is { Kind: LogIn.SshCertificate })
            words.AddRange(["-i", key, "-o", "IdentitiesOnly=yes"]);
        if (to.IsElsewhere)
            words.AddRange([
                "-o",
                Quoted(
                    $"HostKeyAlias={(to.Service.Port == 22 ? to.Service.Address.ToString() : $"[{to.Service.Address}]:{Number(to.Service.Port)}")}"
                ),
            ]);
        if (to.Port != 22)
            words.AddRange(["-p", Number(to.Port)]);
        words.Add(to.LogIn is { Kind: LogIn.SshCertificate } login ? $"{login.Account}@{to.Host}" : to.Host);
        return string.Join(' ', words);
    }

    /// <summary>NB. No password in a command line: psql asks for it. Through a gateway the server's name is not the one that is dialled, so TLS is demanded and no name.</summary>
    private static string Psql(ConnectTarget to, LogIn role)
    {
        var text =
            $"host={to.Host} port={Number(to.Port)} dbname={Value(role.Database ?? "postgres")} user={Value(role.Account)}{(role.Tls ? " sslmode=require" : "")}";
        return text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':' or '=' or ' ')
            ? $"psql \"{text}\""
            : $"psql {ShellText.Word(text)}";
    }

    /// <summary>As a value of a connection string.</summary>
    private static string Value(string value) =>
        value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? value
            : $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>The address of the page that a service's host shows, by the host's name where it has a plain one.</summary>
    public static string Url(string scheme, Endpoint service, string? hostName)
    {
        var name =
            hostName is not null && SafeName().IsMatch(hostName) && hostName.Any(char.IsAsciiLetter)
                ? hostName
                : service.Address.ToString();
        return $"{scheme}://{(service.Port == (scheme == "http" ? 80 : 443) ? Bracketed(name) : At(name, service.Port))}/";
    }

    /// <summary>The service keeps its own name, so that its certificate and its virtual hosts fit; only the way to it is another.</summary>
    private static string Curl(ConnectTarget to, string scheme)
    {
        var (url, own) = (Url(scheme, to.Service, to.HostName), Url(scheme, to.Service, null));
        return to.IsElsewhere || url != own
            ? $"curl --connect-to {Quoted($"::{At(to.Host, to.Port)}")} {Quoted(url)}"
            : $"curl {Quoted(url)}";
    }

    /// <summary>NB. Some shells take brackets as a pattern of file names. Nothing in here that double quotes would not hold.</summary>
    private static string Quoted(string text) => text.Contains('[', StringComparison.Ordinal) ? $"\"{text}\"" : text;

    private static string At(string host, int port) => $"{Bracketed(host)}:{Number(port)}";

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Which kind of client speaks with the service; empty when none is known.</summary>
    public static string ClientOf(ConnectTarget to)
    {
        if (to.LogIn?.Kind is LogIn.SshCertificate or LogIn.PostgresRole)
            return to.LogIn.Kind == LogIn.SshCertificate ? "ssh" : "postgresql";
        if (to.Service.Protocol != TransportProtocol.Tcp)
            return to.ServiceName is "domain" or "dns" || to.Service.Port == 53 ? "dns" : "";
        var name = (to.ServiceName ?? "").ToLowerInvariant();
        return name switch
        {
            "ssh" => "ssh",
            "postgresql" or "postgres" => "postgresql",
            "mysql" or "mariadb" => "mysql",
            "redis" or "valkey" => "redis",
            "mongodb" or "mongod" => "mongodb",
            "http" or "http-alt" or "http-proxy" => to.Tls ? "https" : "http",
            "https" or "ssl/http" or "ssl/https" or "https-alt" => "https",
            "ms-wbt-server" or "rdp" => "rdp",
            "vnc" => "vnc",
            "ldap" => to.Tls ? "ldaps" : "ldap",
            "ldaps" or "ldapssl" => "ldaps",
            "domain" or "dns" => "dns",
            "" or "unknown" or "tcpwrapped" when ByPort(to.Service.Port) is { Length: > 0 } usual => usual,
            _ => to.Tls ? "tls" : "",
        };
    }

    private static string ByPort(int port) =>
        port switch
        {
            22 => "ssh",
            53 => "dns",
            80 or 8080 => "http",
            443 or 8443 => "https",
            389 => "ldap",
            636 => "ldaps",
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

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,252}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SafeName();
}
