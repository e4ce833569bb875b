namespace JitPortal.Scanning;

/// <summary>What a page needs to know before a scan is ordered.</summary>
/// <param name="WhyNot">Why this person may not start scans, in a sentence; null when they may.</param>
/// <param name="Allowed">Ranges of the setting <c>Scanning:AllowedRanges</c>, as they stand there.</param>
/// <param name="Suggestion">All that is allowed, when it fits into one scan; otherwise empty.</param>
public sealed record ScanSetUp(NmapHealth Nmap, string? WhyNot, IReadOnlyList<string> Allowed, string Suggestion, int MaxAddresses, string Vantage);
