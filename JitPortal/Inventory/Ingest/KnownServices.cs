using JitPortal.Inventory.Model;

namespace JitPortal.Inventory.Ingest;

/// <summary>What the database knows of the services and findings of a few hosts.</summary>
internal sealed record KnownServices(ILookup<long, Service> ByHost, ILookup<long, Finding> FindingsByService);
