using System.Net;
using JitPortal.Scanning.Model;
using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>The addresses that a scan may touch: parsed, resolved, allowed, without the excluded ones.</summary>
/// <param name="Ranges">Sorted, merged ranges, see <see cref="AddressRanges.Merge"/>.</param>
public sealed record ScanScope(IReadOnlyList<AddressRange> Ranges)
{
    public long Hosts => (long)AddressRanges.Count(Ranges);

    /// <summary>Nmap looks at one family a run, so a mixed scope takes two runs.</summary>
    public IEnumerable<ScanScope> Families =>
        Ranges.GroupBy(r => r.IsIPv4).OrderByDescending(g => g.Key).Select(g => new ScanScope([.. g]));

    public bool IsIPv6 => !Ranges[0].IsIPv4;

    /// <summary>True when every address is the portal's own machine.</summary>
    public bool IsLoopback => Ranges.All(r => AddressRanges.Cover(Loopback, r));

    private static AddressRange[] Loopback { get; } = [Parse("127.0.0.0/8"), Parse("::1")];

    /// <summary>The lines for Nmap's standard input: networks and addresses, nothing else.</summary>
    public IEnumerable<string> Lines => Ranges.SelectMany(AddressRanges.ToNetworks).Select(r => r.ToString());

    /// <summary>NB. Asked of everything that comes back: what was not to be scanned is not taken in, whoever says that it is there.</summary>
    public bool Holds(IPAddress address) => AddressRanges.PositionOf(Ranges, address) is not null;

    public override string ToString() => AddressRanges.ToText(Ranges);

    private static AddressRange Parse(string text) =>
        AddressRange.TryParse(text, out var range, out _) ? range : throw new FormatException(text);
}
