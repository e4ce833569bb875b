namespace JitPortal.Scanning;

/// <summary>Section <c>Scanning</c> of the settings.</summary>
public sealed class ScanningOptions
{
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
    public string Vantage { get; set; } = "portal";

    /// <summary>Scans that run at the same time; two scans never run over the same address at once.</summary>
    public int Parallelism { get; set; } = 1;

    /// <summary>Addresses in one scan at most.</summary>
    public int MaxAddresses { get; set; } = 65_536;

    /// <summary>Probes a second that Nmap may send at most; keeps small firewalls alive.</summary>
    public int MaxRate { get; set; } = 5_000;

    /// <summary>How long one host may take before it is given up.</summary>
    public TimeSpan HostTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often an unanswered probe is sent again at most.</summary>
    public int MaxRetries { get; set; } = 2;

    /// <summary>Hosts in one group: results come group by group, so small groups keep the map moving.</summary>
    public int HostGroup { get; set; } = 16;

    /// <summary>How long a whole scan may take before it is stopped.</summary>
    public TimeSpan WallTimeout { get; set; } = TimeSpan.FromHours(12);
}
