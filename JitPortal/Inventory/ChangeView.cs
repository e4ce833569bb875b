using JitPortal.Shared;

namespace JitPortal.Inventory;

/// <summary>One difference that a scan found.</summary>
public sealed record ChangeView(DateTimeOffset At, string Kind, int? Port, string? Protocol, string? Before, string? After, ScanId Scan);
