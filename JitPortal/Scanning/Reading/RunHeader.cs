namespace JitPortal.Scanning.Reading;

/// <summary>A run begins. A file made with <c>--append-output</c> has several.</summary>
/// <param name="Scanner"><c>nmap</c>, <c>masscan</c>, ...; empty when a failed Nmap wrote no attributes.</param>
/// <param name="Args">The command line as the scanner wrote it; for people only, never parsed.</param>
public sealed record RunHeader(string Scanner, string? Version, string? Args, DateTimeOffset? StartedAt) : ScanItem;
