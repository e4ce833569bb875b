using JitPortal.Inventory.Model;

namespace JitPortal.Inventory.Ingest;

/// <summary>As much of a known host as it takes to see that a sighting repeats the last one; most hosts of a re-scan are read no further.</summary>
internal readonly record struct HostTrace(long Id, HostState State, DateTimeOffset LastSeen, int OpenServices, long Sighting, long Fingerprint);
