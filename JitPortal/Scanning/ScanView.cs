using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>A scan or import as pages, API and command line show it.</summary>
/// <param name="State">Queued, Running, Completed, Failed, Cancelled or Interrupted.</param>
/// <param name="Privilege"><c>raw</c>, <c>connect</c>, or null when unknown.</param>
/// <param name="Hosts">Complete hosts read.</param>
/// <param name="Services">Open ports in them.</param>
/// <param name="Complete">False for a truncated, failed or stopped scan.</param>
/// <param name="Percent">Addresses dealt with against addresses in scope, 0 to 100.</param>
/// <param name="Eta">When it should be done; null while nobody can know.</param>
/// <param name="Step">What Nmap is at, in its own words, while it runs.</param>
/// <param name="Kind">Run or Import.</param>
/// <param name="Args">Command line as the scanner wrote it.</param>
/// <param name="Error">One sentence when it failed.</param>
public sealed record ScanView(
    ScanId Id,
    string State,
    string Kind,
    string Target,
    string? Profile,
    string Vantage,
    string? Privilege,
    string RequestedBy,
    int Hosts,
    int Services,
    int Changes,
    long ScopeHosts,
    bool Complete,
    IReadOnlyList<ScanWarning> Warnings,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    double Percent,
    DateTimeOffset? Eta,
    string? Step,
    string? Args,
    string? NmapVersion,
    string? Error
)
{
    /// <summary>Whose addresses it saw.</summary>
    public string Site { get; init; } = SiteName.Main;

    /// <summary>While it runs: which hosts it waits for, since when, and when they are given up. Null when none holds it up.</summary>
    public string? Waiting { get; init; }

    /// <summary>The addresses that <see cref="Waiting"/> speaks of.</summary>
    public IReadOnlyList<string> Outstanding { get; init; } = [];

    public bool IsOver => State is not ("Queued" or "Running");
}

/// <summary>Something in a scan's output that was left out, cut off or repaired.</summary>
/// <param name="Line">Counted from 1; null where the whole scan is meant.</param>
public sealed record ScanWarning(int? Line, int? Column, string Sentence);

/// <summary>What a page needs to know before a scan is ordered.</summary>
/// <param name="WhyNot">Why this person may not start scans, in a sentence; null when they may.</param>
/// <param name="Allowed">Ranges of the setting <c>Scanning:AllowedRanges</c>, as they stand there.</param>
/// <param name="Suggestion">All that is allowed, when it fits into one scan; otherwise empty.</param>
public sealed record ScanSetUp(
    NmapHealth Nmap,
    string? WhyNot,
    IReadOnlyList<string> Allowed,
    string Suggestion,
    int MaxAddresses,
    string Vantage
);
