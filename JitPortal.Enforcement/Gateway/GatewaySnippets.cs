using System.Net.Sockets;
using JitPortal.Enforcement.Gateway.OnePort;
using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Gateway;

/// <summary>What an operator copies: rules that close the direct path on the protected machine, and how to go through the one port.</summary>
internal static class GatewaySnippets
{
    public static IReadOnlyList<Snippet> Of(GatewaySettings settings)
    {
        var gateway = settings.Egress?.ToString() ?? "GATEWAY-ADDRESS";
        var is6 = settings.Egress?.AddressFamily == AddressFamily.InterNetworkV6;
        List<Snippet> all =
        [
            new(
                "Allow only the gateway (nftables)",
                "/etc/nftables.d/jitportal-guard.nft on the protected machine, here for port 5432",
                Nftables(gateway, is6)
            ),
            new(
                "Allow only the gateway (iptables)",
                "Once as root on the protected machine, here for port 5432; save it as your system does",
                Iptables(gateway, is6)
            ),
        ];
        if (settings.OnePort is { } port)
            all.Add(
                new(
                    "SSH through the one port",
                    "~/.ssh/config of the person; number and token as the portal shows them",
                    Ssh(settings.PublicHost ?? "GATEWAY-NAME", port)
                )
            );
        return all;
    }

    private static string Nftables(string gateway, bool is6) =>
        $$"""
            # New and living connections from anybody but the gateway are reset. NB. For port 22 keep another way in for yourself.
            table inet jitportal_guard
            flush table inet jitportal_guard
            table inet jitportal_guard {
              chain input {
                type filter hook input priority -5; policy accept;
                iifname "lo" accept
                tcp dport { 5432 } {{(is6 ? "ip6" : "ip")}} saddr {{gateway}} accept
                tcp dport { 5432 } reject with tcp reset
              }
            }

            """;

    private static string Iptables(string gateway, bool is6)
    {
        var (mine, other) = is6 ? ("ip6tables", "iptables") : ("iptables", "ip6tables");
        return $"""
            {mine} -I INPUT 1 -p tcp --dport 5432 ! -i lo ! -s {gateway} -j REJECT --reject-with tcp-reset
            {other} -I INPUT 1 -p tcp --dport 5432 ! -i lo -j REJECT --reject-with tcp-reset

            """;
    }

    private static string Ssh(string host, OnePortSettings port) =>
        $"""
            Host db1
              HostName ADDRESS-AS-THE-PORTAL-SHOWS-IT
              ProxyCommand {OnePortCommand.Tunnel(host, port, "GRANT", "TOKEN", "%h", "%p")}

            """;
}
