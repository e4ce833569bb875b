using JitPortal.Inventory.Model;

namespace JitPortal.Inventory.Ingest;

internal readonly record struct PendingFinding(Service Service, SeenFinding Finding, DateTimeOffset At);
