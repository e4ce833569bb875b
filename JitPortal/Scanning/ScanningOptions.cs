using System.ComponentModel.DataAnnotations;
using JitPortal.Settings;
using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>Section <c>Scanning</c> of the settings.</summary>
internal sealed class ScanningOptions : ISettings
{
    /// <summary>Letters of the name of a place.</summary>
    internal const int LongestVantage = 64;

    public static string Section => "Scanning";

    /// <summary>
    /// The only addresses that may be scanned, as networks, ranges or addresses. NB. Empty on install, and empty means none:
    /// a portal that scans what nobody named is a weapon.
    /// </summary>
    public IList<string> AllowedRanges { get; } = [];

    /// <summary>Addresses that are never scanned, though they are allowed: fragile devices, for example.</summary>
    public IList<string> ExcludedRanges { get; } = [];

    /// <summary>Absolute path of Nmap; left out, it is looked for in the usual places. The word <c>none</c> turns scanning off.</summary>
    public string? NmapPath { get; set; }

    /// <summary>From where this portal looks.</summary>
    [StringLength(LongestVantage, MinimumLength = 1, ErrorMessage = "{0} must have between {2} and {1} characters.")]
    public string Vantage { get; set; } = "portal";

    /// <summary>Scans that run at the same time; two scans never run over the same address at once.</summary>
    [Range(1, 64)]
    public int Parallelism { get; set; } = 1;

    /// <summary>Addresses in one scan at most.</summary>
    [Range(1, 16_777_216)]
    public int MaxAddresses { get; set; } = 65_536;

    /// <summary>Probes a second that Nmap may send at most; keeps small firewalls alive.</summary>
    [Range(1, 10_000_000)]
    public int MaxRate { get; set; } = 5_000;

    /// <summary>How long one host may take before it is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan HostTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often an unanswered probe is sent again at most.</summary>
    [Range(0, 20)]
    public int MaxRetries { get; set; } = 2;

    /// <summary>Hosts in one group: results come group by group, so small groups keep the map moving.</summary>
    [Range(1, 65_536)]
    public int HostGroup { get; set; } = 16;

    /// <summary>How long a whole scan may take before it is stopped.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan WallTimeout { get; set; } = TimeSpan.FromHours(12);

    public IEnumerable<Problem> Problems()
    {
        foreach (var (key, ranges) in new[] { ("AllowedRanges", AllowedRanges), ("ExcludedRanges", ExcludedRanges) })
        foreach (var text in ranges)
            if (!AddressRange.TryParse(text, out _, out var problem))
                yield return new Problem($"Scanning:{key}", $"Scanning:{key}: {problem}");
        if (
            NmapPath is { Length: > 0 } path
            && !path.Equals("none", StringComparison.OrdinalIgnoreCase)
            && !Path.IsPathFullyQualified(path)
        )
            yield return new Problem(
                "Scanning:NmapPath",
                $"Scanning:NmapPath “{TypedText.Quoted(path)}” is not a whole path, such as /usr/bin/nmap, nor the word none."
            );
    }
}
