using System.Globalization;

namespace JitPortal.Inventory.Model;

/// <summary>A name that a host has or had.</summary>
/// <param name="Kind"><c>user</c> (given to the scanner), <c>PTR</c> (from reverse DNS), or empty when the scan did not say.</param>
/// <param name="LastSeen">Null when the newest sighting of the host still has it.</param>
public sealed record HostName(string Name, string Kind, DateTimeOffset FirstSeen, DateTimeOffset? LastSeen)
{
    /// <summary>Names kept for one host; the oldest go.</summary>
    public const int Kept = 64;

    /// <summary>As one line: kind, first and last in ticks (0 = still so), name.</summary>
    public string ToLine() =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind}\t{FirstSeen.UtcTicks}\t{LastSeen?.UtcTicks ?? 0}\t{Name}");

    /// <summary>All names of a host, those it has now first.</summary>
    public static IReadOnlyList<HostName> Of(Host host) =>
        host.Names.Count == 0
            ? [.. host.Hostnames.Select(n => new HostName(n, "", host.LastSeen, null))]
            : [.. host.Names.Select(Parse).OfType<HostName>()];

    /// <summary>Adds a sighting's names to a host's. Those that it does not show were last seen at the sighting before.</summary>
    public static void Gather(Host host, IReadOnlyList<string> names, IReadOnlyList<string> kinds, DateTimeOffset at)
    {
        if (names.Count == 0 && host.Hostnames.Count == 0)
            return;
        var known = Of(host);
        var now = names
            .Select((name, i) => (Name: name, Kind: i < kinds.Count ? kinds[i] : ""))
            .DistinctBy(n => n.Name)
            .Select(seen =>
                known.FirstOrDefault(k => k.Name == seen.Name) is { } before
                    ? before with
                    {
                        Kind = seen.Kind.Length > 0 ? seen.Kind : before.Kind,
                        LastSeen = null,
                    }
                    : new HostName(seen.Name, seen.Kind, at, null)
            );
        var past = known
            .Where(k => !names.Contains(k.Name, StringComparer.Ordinal))
            .Select(k => k with { LastSeen = k.LastSeen ?? host.LastSeen })
            .OrderByDescending(k => k.LastSeen);
        var all = now.Concat(past).Take(Kept).ToList();
        host.Hostnames = [.. all.Select(n => n.Name)];
        host.Names = [.. all.Select(n => n.ToLine())];
    }

    private static HostName? Parse(string line)
    {
        var parts = line.Split('\t', 4);
        return
            parts.Length == 4
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? new HostName(
                parts[3],
                parts[0],
                new DateTimeOffset(first, TimeSpan.Zero),
                last == 0 ? null : new DateTimeOffset(last, TimeSpan.Zero)
            )
            : null;
    }
}
