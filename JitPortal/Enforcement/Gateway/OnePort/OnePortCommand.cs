using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>Commands that go through the one port.</summary>
internal static partial class OnePortCommand
{
    /// <summary>Ready to paste for the person the token is for. NB. It shows the token to whoever can list that person's programs.</summary>
    /// <param name="family">The family that the person has to come by; null when any will do.</param>
    public static string For(
        Endpoint service, string host, OnePortSettings port, string user, string token, CredentialRequest? request = null, AddressFamily? family = null)
    {
        var (address, number) = (service.Address.ToString(), Number(service.Port));
        var only = Only(host, family);
        var client = request?.Client ?? (service.Port == 22 ? "ssh" : "");
        return client switch
        {
            "ssh" => Ssh(service, Tunnel(host, port, user, token, "%h", "%p", only), request?.Account),
            "http" or "https" => Curl(client, service, host, port, user, token, request?.HostName, only),
            _ => Tunnel(host, port, user, token, address, number, only),
        };
    }

    /// <summary>Connects standard input and output with the service.</summary>
    /// <param name="only"><c>-4 </c>, <c>-6 </c> or nothing; the program for TLS knows no such option.</param>
    public static string Tunnel(string host, OnePortSettings port, string user, string token, string address, string servicePort, string only = "")
    {
        var gateway = Gateway(host, port);
        return port.Certificate is null
            ? $"ncat {only}--proxy {gateway} --proxy-type http --proxy-auth {user}:{token} {address} {servicePort}"
            : $"proxytunnel -q -E -p {gateway} -P {user}:{token} -d {Bracketed(address)}:{servicePort}";
    }

    private static string Ssh(Endpoint service, string tunnel, string? account)
    {
        var key = account is null ? "" : "-i ~/.ssh/id_ed25519 -o IdentitiesOnly=yes ";
        var port = service.Port == 22 ? "" : $"-p {Number(service.Port)} ";
        return $"ssh {key}{port}-o ProxyCommand=\"{tunnel}\" {(account is null ? "" : $"{account}@")}{service.Address}";
    }

    /// <summary>The page keeps its name; the tunnel leads to its address, which is what the gateway knows.</summary>
    private static string Curl(string scheme, Endpoint service, string host, OnePortSettings port, string user, string token, string? name, string only)
    {
        var proxy = $"{only}--proxytunnel --proxy {Quoted($"{(port.Certificate is null ? "http" : "https")}://{Gateway(host, port)}")} --proxy-user {user}:{token}";
        var own = service.Address.ToString();
        var page = name is not null && PlainName().IsMatch(name) ? name : own;
        var url = $"{scheme}://{Bracketed(page)}{(service.Port == (scheme == "http" ? 80 : 443) ? "" : $":{Number(service.Port)}")}/";
        var there = page == own ? "" : $"--connect-to {Quoted($"::{Bracketed(own)}:{Number(service.Port)}")} ";
        return $"curl {proxy} {there}{Quoted(url)}";
    }

    private static string Only(string host, AddressFamily? family) =>
        family is null || IPAddress.TryParse(host, out _) ? "" : family == AddressFamily.InterNetwork ? "-4 " : "-6 ";

    private static string Gateway(string host, OnePortSettings port) => $"{Bracketed(host)}:{Number(port.Port)}";

    private static string Quoted(string text) => text.Contains('[', StringComparison.Ordinal) ? $"\"{text}\"" : text;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Bracketed(string host) =>
        IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : host;

    [GeneratedRegex(@"^(?=.*[A-Za-z])[A-Za-z0-9_][A-Za-z0-9._-]{0,252}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlainName();
}
