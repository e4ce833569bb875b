using JitPortal.Scanning.Model;

namespace JitPortal.Scanning;

/// <summary>Two scans beside each other.</summary>
/// <param name="Caveats">Why the comparison says less than it seems: another vantage point, another privilege, an incomplete scan.</param>
public sealed record ScanDiff(ScanView Earlier, ScanView Later, ScanDelta Delta, IReadOnlyList<string> Caveats);
