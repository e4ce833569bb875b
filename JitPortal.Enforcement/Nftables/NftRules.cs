using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>
/// The table without its elements, in nft's language, as one transaction that may be run at any time: it keeps sets and what stands in
/// them and gives the chains their rules anew. NB. It never deletes the table: between the deletion and the new one packets pass.
/// What is protected stands in rules, not in an interval set, because those go live later than the rules that use them.
/// </summary>
internal static class NftRules
{
    public const string Table = "inet jitportal";
    public const string Grants4 = "grants4";
    public const string Grants6 = "grants6";

    /// <summary>Behind whatever the machine's own firewall does at priority 0 nothing is opened: this table only ever restricts.</summary>
    private const int Priority = -5;

    private static readonly string[] Chains =
    [
        "about",
        "refuse",
        "refuse_reply",
        "to4",
        "to6",
        "from4",
        "from6",
        "whole_to4",
        "whole_to6",
        "whole_from4",
        "whole_from6",
    ];

    /// <summary>Tells which settings the loaded rules were made from; stands in them as a comment.</summary>
    public static string Fingerprint(Placement placement, IReadOnlyList<Guard> guards)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Body(placement, guards)));
        return $"jitportal {Name(placement)} {Convert.ToHexStringLower(hash.AsSpan(0, 6))}";
    }

    public static string Text(Placement placement, IReadOnlyList<Guard> guards)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"add table {Table}\n");
        foreach (var (set, address) in new[] { (Grants4, "ipv4_addr"), (Grants6, "ipv6_addr") })
            text.Append(
                CultureInfo.InvariantCulture,
                $"add set {Table} {set} {{ type {address} . {address} . inet_proto . inet_service; flags timeout; size 131072; counter; }}\n"
            );
        text.Append(CultureInfo.InvariantCulture, $"add counter {Table} denied\n");
        foreach (var chain in Chains)
            text.Append(CultureInfo.InvariantCulture, $"add chain {Table} {chain}\n");
        foreach (var (chain, hook) in Hooks(placement))
            text.Append(
                CultureInfo.InvariantCulture,
                $"add chain {Table} {chain} {{ type filter hook {hook} priority {Priority}; policy accept; }}\n"
            );
        foreach (var chain in Chains.Concat(Hooks(placement).Select(h => h.Chain)))
            text.Append(CultureInfo.InvariantCulture, $"flush chain {Table} {chain}\n");
        text.Append(CultureInfo.InvariantCulture, $"add rule {Table} about return comment \"{Fingerprint(placement, guards)}\"\n");
        return text.Append(Body(placement, guards)).ToString();
    }

    public static string Name(Placement placement) => placement == Placement.Host ? "host" : "forward";

    private static (string Chain, string Hook)[] Hooks(Placement placement) =>
        placement == Placement.Host ? [("guard_in", "input"), ("guard_out", "output")] : [("guard", "forward")];

    private static string Body(Placement placement, IReadOnlyList<Guard> guards)
    {
        var text = new StringBuilder();
        // A new connection over IPv4 is told who refused it; over IPv6 clients wait through that answer, and a live one only ends by reset.
        Rule("refuse", "counter name denied");
        Rule("refuse", "meta nfproto ipv4 tcp flags & (fin|syn|rst|ack) == syn reject with icmpx admin-prohibited");
        Rule("refuse", "meta l4proto tcp reject with tcp reset");
        Rule("refuse", "reject with icmpx admin-prohibited");
        Rule("refuse_reply", "counter name denied");
        Rule("refuse_reply", "meta l4proto tcp reject with tcp reset");
        Rule("refuse_reply", "drop");
        foreach (var (family, ip) in new[] { (4, "ip"), (6, "ip6") })
        {
            Rule($"to{family}", $"{ip} saddr . {ip} daddr . meta l4proto . th dport @grants{family} accept");
            Rule($"to{family}", "goto refuse");
            Rule($"from{family}", $"{ip} daddr . {ip} saddr . meta l4proto . th sport @grants{family} accept");
            Rule($"from{family}", "goto refuse_reply");
            // NB. Without the guards against invalid and mid-stream packets, a session whose tracking was deleted comes back as the
            // machine's own outgoing one.
            Rule($"whole_to{family}", "meta l4proto { icmp, ipv6-icmp } ct state related accept");
            if (family == 6)
                Rule("whole_to6", "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert, packet-too-big } accept");
            Rule($"whole_to{family}", "ct state invalid goto refuse");
            Rule($"whole_to{family}", $"ct direction original goto to{family}");
            Rule($"whole_from{family}", "meta l4proto { icmp, ipv6-icmp } ct state related accept");
            if (family == 6)
                Rule("whole_from6", "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit } accept");
            Rule($"whole_from{family}", "ct state invalid goto refuse_reply");
            Rule($"whole_from{family}", "meta l4proto tcp ct state new tcp flags & (fin|syn|rst|ack) != syn goto refuse_reply");
            Rule($"whole_from{family}", $"ct direction reply goto from{family}");
        }

        var (into, outOf) = placement == Placement.Host ? ("guard_in", "guard_out") : ("guard", "guard");
        if (placement == Placement.Host)
        {
            Rule("guard_in", "iif \"lo\" accept");
            // NB. Its own resets must get out, or a refusal looks like silence.
            Rule("guard_out", "oif \"lo\" accept");
            Rule("guard_out", "tcp flags & rst == rst accept");
        }

        foreach (var group in guards.Where(g => !g.IsWhole).GroupBy(g => (g.Range, g.Protocol)))
        {
            var (ip, family, protocol) = (
                Ip(group.Key.Range),
                Family(group.Key.Range),
                group.Key.Protocol == TransportProtocol.Udp ? "udp" : "tcp"
            );
            var ports = string.Join(", ", Merged(group).Select(p => p.First == p.Last ? $"{p.First}" : $"{p.First}-{p.Last}"));
            Rule(into, $"{ip} daddr {Span(group.Key.Range)} {protocol} dport {{ {ports} }} goto to{family}");
            Rule(outOf, $"{ip} saddr {Span(group.Key.Range)} {protocol} sport {{ {ports} }} goto from{family}");
        }

        foreach (var range in guards.Where(g => g.IsWhole).Select(g => g.Range).Distinct())
        {
            Rule(into, $"{Ip(range)} daddr {Span(range)} jump whole_to{Family(range)}");
            Rule(outOf, $"{Ip(range)} saddr {Span(range)} jump whole_from{Family(range)}");
        }

        return text.ToString();

        void Rule(string chain, string rule) => text.Append(CultureInfo.InvariantCulture, $"add rule {Table} {chain} {rule}\n");
    }

    /// <summary>Ports that overlap or touch as one: the kernel takes no overlapping intervals.</summary>
    private static List<(int First, int Last)> Merged(IEnumerable<Guard> guards)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var guard in guards.OrderBy(g => g.FirstPort))
        {
            if (merged.Count > 0 && guard.FirstPort <= merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, guard.LastPort));
            else
                merged.Add((guard.FirstPort, guard.LastPort));
        }

        return merged;
    }

    private static string Span(AddressRange range) => range.ToString();

    private static string Ip(AddressRange range) => range.IsIPv4 ? "ip" : "ip6";

    private static int Family(AddressRange range) => range.IsIPv4 ? 4 : 6;
}
