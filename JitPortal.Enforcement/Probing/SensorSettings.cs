using System.Net;
using System.Text.RegularExpressions;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Probing;

/// <summary><see cref="SensorOptions"/> after reading.</summary>
internal sealed partial record SensorSettings(string Name, string Account, string Site, IReadOnlyList<AddressRange> Networks)
{
    public bool StandsAt(string site) => SiteName.Comparer.Equals(Site, site);

    public bool StandsFor(IPAddress source) => Networks.Any(n => n.Contains(source));

    /// <summary>All sensors, or every problem in them at once.</summary>
    public static Outcome<IReadOnlyList<SensorSettings>> Read(IReadOnlyList<SensorOptions> options)
    {
        var problems = new List<Problem>();
        var sensors = options.Select((o, i) => Read(o, $"Enforcement:Sensors:{i}", problems)).OfType<SensorSettings>().ToList();
        foreach (var twice in sensors.GroupBy(s => s.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            problems.Add(new Problem("Enforcement:Sensors", $"Enforcement:Sensors names “{twice.Key}” twice."));
        return problems.Count > 0
            ? Refusal.Invalid("sensor-settings", string.Join(' ', problems.Select(p => p.Sentence)), problems)
            : Outcome.From<IReadOnlyList<SensorSettings>>(sensors);
    }

    private static SensorSettings? Read(SensorOptions options, string path, List<Problem> problems)
    {
        var (before, ranges) = (problems.Count, new List<AddressRange>());
        if (!PlainName().IsMatch(options.Name ?? ""))
            problems.Add(new Problem($"{path}:Name", $"{path}:Name “{options.Name}” must be letters, digits and hyphens."));
        if (string.IsNullOrWhiteSpace(options.Account))
            problems.Add(
                new Problem($"{path}:Account", $"{path}:Account must be the e-mail address of the account whose token the sensor uses.")
            );
        if (!SiteName.Is(options.Site))
            problems.Add(new Problem($"{path}:Site", $"{path}:Site “{options.Site}” is not the name of a site: {SiteName.Form}."));
        if (options.Networks.Count == 0)
            problems.Add(new Problem($"{path}:Networks", $"{path}:Networks must name the networks that the sensor stands in."));
        foreach (var network in options.Networks)
            if (AddressRange.TryParse(network, out var range, out var problem))
                ranges.Add(range);
            else
                problems.Add(new Problem($"{path}:Networks", $"{path}:Networks: {problem}"));
        return problems.Count > before ? null : new SensorSettings(options.Name!, options.Account!.Trim(), options.Site, ranges);
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,63}$(?!\n)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainName();
}
