using System.Globalization;
using System.Net.Sockets;
using JitPortal.Scanning.Model;
using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Scanning;

/// <summary>
/// Turns what a person wrote into the addresses that may be scanned, or says everything that is wrong with it.
/// NB. A name is resolved here, once, and only its addresses go on: were Nmap to resolve it again, a changed answer would escape the check.
/// </summary>
internal sealed class ScanTargets(IOptions<ScanningOptions> options, INameLookup names)
{
    private static readonly AddressRange[] NoHosts =
    [
        Parse("0.0.0.0/8"),
        Parse("224.0.0.0/4"),
        Parse("255.255.255.255"),
        Parse("::"),
        Parse("ff00::/8"),
    ];

    /// <summary>IPv6 networks up to this size, /112, as large as the largest scan.</summary>
    private static readonly UInt128 MaxIPv6 = 65_536;

    public async Task<Outcome<ScanScope>> ReadAsync(string? text, CancellationToken ct)
    {
        var (items, unread) = TargetText.Parse(text);
        var problems = unread.ToList();
        var ranges = new List<AddressRange>();
        var (allowed, excluded) = Settings(problems);
        foreach (var item in items.DistinctBy(i => i.HostName ?? i.Text))
        {
            foreach (
                var (range, what) in item.Range is { } written ? [(written, written.ToString())] : await ResolveAsync(item, problems, ct)
            )
            {
                if (Objection(range, what, allowed) is { } sentence)
                    problems.Add(new Problem("target", sentence, item.Line, item.Column));
                else
                    ranges.Add(range);
            }
        }

        if (problems.Count > 0)
            return Refusal.Invalid(
                "scan-target",
                problems.Count == 1 ? problems[0].Sentence : $"{problems[0].Sentence} ({problems.Count - 1} more problems.)",
                problems
            );
        return Bounded(AddressRanges.Subtract(ranges, excluded));
    }

    private Outcome<ScanScope> Bounded(IReadOnlyList<AddressRange> ranges)
    {
        var limit = options.Value.MaxAddresses;
        var count = AddressRanges.Count(ranges);
        if (count == 0)
            return One("Every address of this target is excluded by the setting Scanning:ExcludedRanges.");
        return count <= (UInt128)limit
            ? new ScanScope(ranges)
            : One(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"These are {count:N0} addresses; one scan takes at most {limit:N0} (Scanning:MaxAddresses). Split it."
                )
            );
    }

    private static string? Objection(AddressRange range, string what, IReadOnlyList<AddressRange> allowed)
    {
        if (!range.IsIPv4 && (range.Count == 0 || range.Count > MaxIPv6))
            return $"{what} is too large to scan: of IPv6, name single addresses or networks from /112 on.";
        foreach (var nobody in NoHosts.Where(r => r.IsIPv4 == range.IsIPv4 && r.First <= range.Last && range.First <= r.Last))
            return $"{what} touches {nobody}, where no host can be.";
        if (allowed.Count == 0)
            return $"{what} may not be scanned: no range is allowed yet. An administrator lists the networks to be scanned in the setting Scanning:AllowedRanges.";
        return AddressRanges.Cover(allowed, range)
            ? null
            : $"{what} is not within the ranges that may be scanned ({Few(allowed)}). An administrator can add it to the setting Scanning:AllowedRanges.";
    }

    private async Task<IReadOnlyList<(AddressRange Range, string What)>> ResolveAsync(
        TargetItem item,
        List<Problem> problems,
        CancellationToken ct
    )
    {
        try
        {
            var addresses = await names.ResolveAsync(item.HostName!, ct);
            if (addresses.Count > 0)
                return [.. addresses.Select(a => AddressRange.Single(a)).Distinct().Select(r => (r, $"{item.HostName} ({r})"))];
            problems.Add(new Problem("target", $"The name “{item.HostName}” has no address.", item.Line, item.Column));
        }
        catch (SocketException)
        {
            problems.Add(
                new Problem(
                    "target",
                    $"The name “{item.HostName}” could not be resolved from the portal's machine; check its spelling or write its address.",
                    item.Line,
                    item.Column
                )
            );
        }

        return [];
    }

    /// <summary>NB. A range in the settings that cannot be read stops every scan: a mistyped exclusion must not be ignored.</summary>
    private (IReadOnlyList<AddressRange> Allowed, IReadOnlyList<AddressRange> Excluded) Settings(List<Problem> problems)
    {
        var current = options.Value;
        return (Read(current.AllowedRanges, "AllowedRanges", problems), Read(current.ExcludedRanges, "ExcludedRanges", problems));
    }

    private static IReadOnlyList<AddressRange> Read(IEnumerable<string> texts, string setting, List<Problem> problems)
    {
        var ranges = new List<AddressRange>();
        foreach (var text in texts)
        {
            if (AddressRange.TryParse(text, out var range, out var problem))
                ranges.Add(range);
            else
                problems.Add(new Problem("settings", $"The setting Scanning:{setting} can't be used: {problem}"));
        }

        return AddressRanges.Merge(ranges);
    }

    private static string Few(IReadOnlyList<AddressRange> ranges) =>
        ranges.Count <= 4 ? AddressRanges.ToText(ranges) : $"{AddressRanges.ToText(ranges.Take(4))} and {ranges.Count - 4} more";

    private static Refusal One(string sentence) => Refusal.Invalid("scan-target", sentence, new Problem("target", sentence));

    private static AddressRange Parse(string text) =>
        AddressRange.TryParse(text, out var range, out _) ? range : throw new FormatException(text);
}
