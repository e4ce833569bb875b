using JitPortal.Shared;

namespace JitPortal.Inventory.Ingest;

/// <summary>What all hosts of one scan have in common.</summary>
/// <param name="Vantage">From where the scan looked.</param>
/// <param name="SeenAt">When a host was seen whose own time the scan does not say.</param>
public sealed record ScanFrame(ScanId Scan, string Vantage, DateTimeOffset SeenAt);
