using JitPortal.Inventory.Model;

namespace JitPortal.Inventory.Ingest;

internal readonly record struct PendingChange(Host Host, Service? Service, ChangeKind Kind, DateTimeOffset At, string? Before, string? After);
