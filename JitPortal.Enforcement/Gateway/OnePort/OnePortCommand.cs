using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>Commands that go through the one port.</summary>
internal static partial class OnePortCommand
{
    /// <summary>Where a step that has to keep running listens for the TLS way, at the person's own machine.</summary>
    private const int CarrierPort = 17200;

    /// <summary>Ready to paste for the person the token is for. NB. It shows the token to whoever can list that person's programs.</summary>
    /// <returns>What has to be kept running meanwhile, or null; and the command.</returns>
    public static (string? Carrier, string Command) For(
        Endpoint service,
        OnePortHost host,
        OnePortSettings port,
        string user,
        string token,
        CredentialRequest? request = null
    )
    {
        var (address, number) = (service.Address.ToString(), Number(service.Port));
        var client = request?.Client ?? (service.Port == 22 ? "ssh" : "");
        if (client is "http" or "https")
            return (null, Curl(client, service, host, port, user, token, request?.HostName));
        var carrier = port.Certificate is not null && host.IsAwkward ? Carrier(host, port) : null;
        string Way(string to, string at) =>
            carrier is null ? Tunnel(host.Dial, port, user, token, to, at) : Ncat($"127.0.0.1:{Number(CarrierPort)}", user, token, to, at);
        return (carrier, client == "ssh" ? Ssh(service, Way("%h", "%p"), request?.Account) : Way(address, number));
    }

    /// <summary>Connects standard input and output with the service. NB. Nothing in it that double quotes would not hold.</summary>
    public static string Tunnel(string host, OnePortSettings port, string user, string token, string address, string servicePort) =>
        port.Certificate is null
            ? Ncat(Gateway(host, port), user, token, address, servicePort)
            : $"proxytunnel -q -E -p {Gateway(host, port)} -P {user}:{token} -d {Bracketed(address)}:{servicePort}";

    private static string Ncat(string gateway, string user, string token, string address, string servicePort) =>
        $"ncat --proxy {gateway} --proxy-type http --proxy-auth {user}:{token} {address} {servicePort}";

    /// <summary>
    /// Speaks TLS with the one port and holds its certificate against the name, whatever address is dialled: proxytunnel takes the first
    /// address of a name, of either family, and no IPv6 address as such; ncat stalls on long answers inside TLS.
    /// </summary>
    private static string Carrier(OnePortHost host, OnePortSettings port) =>
        $"socat TCP-LISTEN:{Number(CarrierPort)},bind=127.0.0.1,fork,reuseaddr {Quoted($"OPENSSL:{Gateway(host.Dial, port)},commonname={host.Name}")}";

    private static string Ssh(Endpoint service, string tunnel, string? account)
    {
        var key = account is null ? "" : "-i ~/.ssh/id_ed25519 -o IdentitiesOnly=yes ";
        var port = service.Port == 22 ? "" : $"-p {Number(service.Port)} ";
        return $"ssh {key}{port}-o ProxyCommand=\"{tunnel}\" {(account is null ? "" : $"{account}@")}{service.Address}";
    }

    /// <summary>The page keeps its name; the tunnel leads to its address, which is what the gateway knows.</summary>
    private static string Curl(
        string scheme,
        Endpoint service,
        OnePortHost host,
        OnePortSettings port,
        string user,
        string token,
        string? name
    )
    {
        var tls = port.Certificate is not null;
        var resolve = tls && host.IsAwkward ? $"--resolve {Quoted($"{host.Name}:{Number(port.Port)}:{Bracketed(host.Dial)}")} " : "";
        var gateway = Gateway(tls && host.IsAwkward ? host.Name : host.Dial, port);
        var proxy = $"{resolve}--proxytunnel --proxy {Quoted($"{(tls ? "https" : "http")}://{gateway}")} --proxy-user {user}:{token}";
        var own = service.Address.ToString();
        var page = name is not null && PlainName().IsMatch(name) ? name : own;
        var url = $"{scheme}://{Bracketed(page)}{(service.Port == (scheme == "http" ? 80 : 443) ? "" : $":{Number(service.Port)}")}/";
        var there = page == own ? "" : $"--connect-to {Quoted($"::{Bracketed(own)}:{Number(service.Port)}")} ";
        return $"curl {proxy} {there}{Quoted(url)}";
    }

    private static string Gateway(string host, OnePortSettings port) => $"{Bracketed(host)}:{Number(port.Port)}";

    /// <summary>NB. Some shells take brackets as a pattern of file names.</summary>
    private static string Quoted(string text) => text.Contains('[', StringComparison.Ordinal) ? $"\"{text}\"" : text;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Bracketed(string host) =>
        IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : host;

    [GeneratedRegex(
        @"^(?=.*[A-Za-z])[A-Za-z0-9_][A-Za-z0-9._-]{0,252}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex PlainName();
}
