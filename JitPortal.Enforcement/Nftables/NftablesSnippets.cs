using System.Globalization;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Nftables.Vantages;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>What an operator copies to set up a point of this kind.</summary>
internal static class NftablesSnippets
{
    public const string BootFile = "/etc/nftables.d/jitportal.nft";
    private const string ProbeScript = "/usr/local/libexec/jitportal/probe-device";
    private const string RemoteScript = "/usr/local/libexec/jitportal/jit-nft-apply";

    public static IReadOnlyList<Snippet> Of(NftablesSettings settings)
    {
        var machine = settings.Place == ApplierAddress.Ssh ? settings.Target : "the machine with the rules";
        var snippets = new List<Snippet>
        {
            new(
                "Boot file: closed before the portal is up",
                $"{BootFile} on {machine}; let /etc/nftables.conf include it and enable nftables.service",
                NftRules.Text(settings.Placement, settings.Guards)
            ),
        };
        if (settings.Place == ApplierAddress.Socket)
            snippets.Add(
                new("Applier as a service of its own", $"/etc/systemd/system/jitportal-applier.service on {machine}", Unit(settings.Target))
            );
        if (settings.Place == ApplierAddress.Ssh)
            snippets.Add(
                new(
                    "What the portal's key may do there",
                    $"~{settings.User}/.ssh/authorized_keys on {machine}, in front of the public key of {settings.IdentityFile}",
                    $"restrict,command=\"{RemoteScript}\" ssh-ed25519 AAAA... jitportal"
                )
            );
        snippets.Add(
            new(
                "Probe device: test access as the person",
                $"{ProbeScript} on {machine}, root's, mode 755",
                ProbeDeviceScript(Account(settings))
            )
        );
        snippets.Add(
            new(
                "Probe device at each start",
                $"/etc/systemd/system/jitportal-probe.service on {machine}; systemctl enable --now jitportal-probe",
                ProbeUnit
            )
        );
        if (settings.ProbeNamespace is { } probe)
            snippets.Add(new("Probe namespace: test access as the person", $"at the start of {machine}, as root", Probe(probe)));
        if (settings.Placement == Placement.Forward)
            snippets.AddRange(
                settings
                    .Guards.Where(g => !g.IsWhole)
                    .GroupBy(g => g.Protocol)
                    .Select(g => new Snippet(
                        $"Close the direct path past the gateway ({(g.Key == TransportProtocol.Udp ? "UDP" : "TCP")})",
                        "an input chain of each protected machine; put the gateway's address for GATEWAY",
                        string.Concat(g.Select(Bypass))
                    ))
            );
        return snippets;
    }

    /// <summary>Who opens the device: the account of the applier, which needs no right for it then.</summary>
    private static string Account(NftablesSettings settings) =>
        settings.Place switch
        {
            ApplierAddress.Ssh => settings.User,
            ApplierAddress.Socket => "jitportal-applier",
            _ => "jitportal",
        };

    private static string Bypass(Guard guard) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(guard.Protocol == TransportProtocol.Udp ? "udp" : "tcp")} dport {guard.FirstPort}{(guard.LastPort == guard.FirstPort ? "" : $"-{guard.LastPort}")} {(guard.Range.IsIPv4 ? "ip" : "ip6")} saddr != GATEWAY reject\n"
        );

    /// <summary>
    /// Where the applier may make its socket. A folder below /run is made by systemd at each start, since /run is empty then; another one
    /// has to be there, and only it can be written to.
    /// </summary>
    private static string Folder(string socket)
    {
        var folder = Path.GetDirectoryName(socket) ?? "/";
        return folder.StartsWith("/run/", StringComparison.Ordinal) || folder.StartsWith("/var/run/", StringComparison.Ordinal)
            ? $"RuntimeDirectory={folder[(folder.IndexOf("/run/", StringComparison.Ordinal) + "/run/".Length)..]}\nRuntimeDirectoryMode=0755"
            : $"# Before the first start: install -d -o jitportal-applier -m 0755 {folder}\nReadWritePaths={folder}";
    }

    private static string Unit(string socket) =>
        $$"""
            [Unit]
            Description=JitPortal's hand on the packet filter
            After=nftables.service jitportal-probe.service
            Wants=nftables.service

            [Service]
            ExecStart=/opt/jitportal/JitPortal applier --socket {{socket}} --allow-user jitportal
            User=jitportal-applier
            {{Folder(socket)}}
            Restart=always
            AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW
            CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_RAW
            NoNewPrivileges=yes
            ProtectSystem=strict
            ProtectHome=yes
            PrivateTmp=yes
            DevicePolicy=closed
            DeviceAllow=/dev/net/tun rw
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

    private const string ProbeUnit = $$"""
        [Unit]
        Description=JitPortal's probe device
        After=nftables.service
        Before=jitportal-applier.service
        # The marks that lead answers back go when nftables is started or loaded anew.
        PartOf=nftables.service
        ReloadPropagatedFrom=nftables.service

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart={{ProbeScript}}
        ExecReload={{ProbeScript}}

        [Install]
        WantedBy=multi-user.target

        """;

    /// <summary>What is written into the device comes in like a person's packet; only the bare first packet of a connection, and its reset, may.</summary>
    internal static string ProbeDeviceScript(string account) =>
        $$"""
            #!/bin/sh
            # Run by root at each start: a device through which the account {{account}} tries doors as people would. It can be run again.
            set -eu
            [ -e /dev/net/tun ] || modprobe tun
            # As distributions have it; the device below belongs to one account.
            chmod 0666 /dev/net/tun
            ip link show {{ProbeDevice.Name}} >/dev/null 2>&1 || ip tuntap add dev {{ProbeDevice.Name}} mode tun user {{account}}
            ip link set {{ProbeDevice.Name}} up
            # What comes in there has addresses of people who are elsewhere; Linux believes that on a device with an address only.
            ip address replace 169.254.77.1/32 dev {{ProbeDevice.Name}}
            sysctl -q -w net.ipv4.conf.{{ProbeDevice.Name}}.rp_filter=2
            families="-4"
            [ ! -e /proc/net/if_inet6 ] || families="-4 -6"
            for family in $families; do
              ip "$family" rule list | grep -q 'fwmark 0x77 lookup 77' || ip "$family" rule add fwmark 0x77 lookup 77
              ip "$family" route replace default dev {{ProbeDevice.Name}} table 77
            done
            for kind in "ip 40" "ip6 60"; do
              set -- $kind
              nft -f - <<END
            table $1 {{ProbeDevice.Name}}
            delete table $1 {{ProbeDevice.Name}}
            table $1 {{ProbeDevice.Name}} {
              chain bare {
                type filter hook prerouting priority raw;
                iifname "{{ProbeDevice.Name}}" meta length $2 tcp flags & (fin|syn|rst|psh|ack|urg) == syn accept
                iifname "{{ProbeDevice.Name}}" meta length $2 tcp flags & (fin|syn|rst|psh|ack|urg) == rst accept
                iifname "{{ProbeDevice.Name}}" drop
              }
              chain back {
                type filter hook prerouting priority mangle;
                iifname "{{ProbeDevice.Name}}" ct mark set 0x77
                iifname != "{{ProbeDevice.Name}}" ct mark 0x77 meta mark set 0x77
              }
              chain own {
                type route hook output priority mangle;
                ct mark 0x77 meta mark set 0x77
              }
            }
            END
            done

            """;

    private static string Probe(string name) =>
        $$"""
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
