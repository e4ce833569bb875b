namespace JitPortal.Inventory.Ingest;

/// <summary>A host that was seen again just as it was.</summary>
internal readonly record struct TouchedHost(long Id, long SeenAt);
