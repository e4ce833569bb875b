namespace JitPortal.Inventory.Ingest;

/// <param name="Before">Number of the sighting that showed the same.</param>
internal readonly record struct TouchedHost(long Id, long SeenAt, long Before);
