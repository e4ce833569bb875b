using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>A running scan at one moment.</summary>
/// <param name="Percent">Addresses dealt with against addresses in scope, 0 to 100; it never runs back.</param>
/// <param name="Eta">Null while too little is done to say.</param>
/// <param name="Step">What Nmap says it is at, e.g. <c>Service scan 43 %</c>. Such a step starts anew for each group of hosts.</param>
/// <param name="Hints">Hosts found up and not finished yet, in address order.</param>
public sealed record LiveScan(ScanId Id, double Percent, DateTimeOffset? Eta, string? Step, int Hosts, int Services, IReadOnlyList<LiveHint> Hints);
