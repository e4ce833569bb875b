using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>Commands that go through the one port.</summary>
internal static class OnePortCommand
{
    /// <summary>Ready to paste for the person the token is for. NB. It shows the token to whoever can list that person's programs.</summary>
    public static string For(Endpoint service, string host, OnePortSettings port, string user, string token)
    {
        var (address, number) = (service.Address.ToString(), service.Port.ToString(CultureInfo.InvariantCulture));
        return service.Port == 22
            ? $"ssh -o ProxyCommand=\"{Tunnel(host, port, user, token, "%h", "%p")}\" {address}"
            : Tunnel(host, port, user, token, address, number);
    }

    /// <summary>Connects standard input and output with the service.</summary>
    public static string Tunnel(string host, OnePortSettings port, string user, string token, string address, string servicePort)
    {
        var gateway = string.Create(CultureInfo.InvariantCulture, $"{Bracketed(host)}:{port.Port}");
        return port.Certificate is null
            ? $"ncat --proxy {gateway} --proxy-type http --proxy-auth {user}:{token} {address} {servicePort}"
            : $"proxytunnel -q -E -p {gateway} -P {user}:{token} -d {Bracketed(address)}:{servicePort}";
    }

    private static string Bracketed(string host) =>
        IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : host;
}
