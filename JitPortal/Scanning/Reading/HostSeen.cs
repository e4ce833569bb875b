using JitPortal.Inventory.Model;

namespace JitPortal.Scanning.Reading;

/// <summary>A complete host element.</summary>
public sealed record HostSeen(HostRecord Host) : ScanItem;
