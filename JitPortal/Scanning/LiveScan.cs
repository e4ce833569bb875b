using System.Net;
using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>A running scan at one moment.</summary>
/// <param name="Percent">Addresses dealt with against addresses in scope, 0 to 100; it never runs back.</param>
/// <param name="Eta">Null while too little is done to say.</param>
/// <param name="Step">What Nmap says it is at, e.g. <c>Service scan 43 %</c>. Such a step starts anew for each group of hosts.</param>
/// <param name="Hints">Hosts found up and not finished yet, in address order.</param>
public sealed record LiveScan(
    ScanId Id,
    double Percent,
    DateTimeOffset? Eta,
    string? Step,
    int Hosts,
    int Services,
    IReadOnlyList<LiveHint> Hints
)
{
    /// <summary>The hosts that hold the scan up, when it has waited for some for a while; in address order.</summary>
    public IReadOnlyList<IPAddress> Outstanding { get; init; } = [];

    /// <summary>Since when it has waited for them; null when it waits for none.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>One sentence on them; null when there are none.</summary>
    public string? Waiting { get; init; }
}

/// <summary>A host that Nmap found up and has not finished yet.</summary>
public sealed record LiveHint(IPAddress Address, IReadOnlyList<string> Hostnames);
