using System.Globalization;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>What an operator copies to set up a point of this kind.</summary>
internal static class NftablesSnippets
{
    public const string BootFile = "/etc/nftables.d/jitportal.nft";
    private const string RemoteScript = "/usr/local/libexec/jitportal/jit-nft-apply";

    public static IReadOnlyList<Snippet> Of(NftablesSettings settings)
    {
        var machine = settings.Place == ApplierPlace.Ssh ? settings.Target : "the machine with the rules";
        var snippets = new List<Snippet>
        {
            new(
                "Boot file: closed before the portal is up",
                $"{BootFile} on {machine}; let /etc/nftables.conf include it and enable nftables.service",
                NftRules.Text(settings.Placement, settings.Guards)),
        };
        if (settings.Place == ApplierPlace.Socket)
            snippets.Add(new("Applier as a service of its own", $"/etc/systemd/system/jitportal-applier.service on {machine}", Unit(settings.Target)));
        if (settings.Place == ApplierPlace.Ssh)
            snippets.Add(new(
                "What the portal's key may do there",
                $"~{settings.User}/.ssh/authorized_keys on {machine}, in front of the public key of {settings.IdentityFile}",
                $"restrict,command=\"{RemoteScript}\" ssh-ed25519 AAAA... jitportal"));
        if (settings.ProbeNamespace is { } probe)
            snippets.Add(new("Probe namespace: try doors as the person", $"at the start of {machine}, as root", Probe(probe)));
        if (settings.Placement == Placement.Forward)
            snippets.AddRange(settings.Guards.Where(g => !g.IsWhole).GroupBy(g => g.Protocol).Select(g => new Snippet(
                $"Close the way past the gateway ({(g.Key == TransportProtocol.Udp ? "UDP" : "TCP")})",
                "an input chain of each protected machine; put the gateway's address for GATEWAY",
                string.Concat(g.Select(Bypass)))));
        return snippets;
    }

    private static string Bypass(Guard guard) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(guard.Protocol == TransportProtocol.Udp ? "udp" : "tcp")} dport {guard.FirstPort}{(guard.LastPort == guard.FirstPort ? "" : $"-{guard.LastPort}")} {(guard.Range.IsIPv4 ? "ip" : "ip6")} saddr != GATEWAY reject\n");

    private static string Unit(string socket) => $$"""
        [Unit]
        Description=JitPortal's hand on the packet filter
        After=nftables.service
        Wants=nftables.service

        [Service]
        ExecStart=/usr/bin/dotnet /opt/jitportal/JitPortal.dll applier --socket {{socket}} --allow-user jitportal
        User=jitportal-applier
        RuntimeDirectory=jitportal
        RuntimeDirectoryMode=0755
        Restart=always
        AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW
        CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_RAW
        NoNewPrivileges=yes
        ProtectSystem=strict
        ProtectHome=yes
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectKernelTunables=yes
        ProtectKernelModules=yes
        ProtectControlGroups=yes
        ProtectClock=yes
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
        SystemCallArchitectures=native
        SystemCallFilter=@system-service

        [Install]
        WantedBy=multi-user.target

        """;

    private static string Probe(string name) => $$"""
        ip netns add {{name}}
        ip link add vprobe type veth peer name veth0 netns {{name}}
        ip address add 169.254.77.1/30 dev vprobe
        ip link set vprobe up
        ip -n {{name}} link set lo up
        ip -n {{name}} address add 169.254.77.2/30 dev veth0
        ip -n {{name}} link set veth0 up
        ip -n {{name}} route add default via 169.254.77.1
        ip rule add fwmark 0x77 lookup 77
        ip route add default via 169.254.77.2 dev vprobe table 77
        sysctl -w net.ipv4.conf.vprobe.rp_filter=0 net.ipv4.conf.all.rp_filter=0
        nft -f - <<'END'
        table ip jitprobe {
          chain back {
            type filter hook prerouting priority mangle;
            iifname "vprobe" ct mark set 0x77
            iifname != "vprobe" ct mark 0x77 meta mark set 0x77
          }
          chain own {
            type route hook output priority mangle;
            ct mark 0x77 meta mark set 0x77
          }
        }
        END

        """;
}
