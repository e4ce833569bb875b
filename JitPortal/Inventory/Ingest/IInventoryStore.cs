using JitPortal.Shared;

namespace JitPortal.Inventory.Ingest;

/// <summary>The bulk statements of one database, for the hosts of one site: a tracked entity for each of half a million rows would cost ten times as much.</summary>
internal interface IInventoryStore : IAsyncDisposable
{
    /// <summary>Begins a write transaction that no other import can interleave with.</summary>
    Task BeginAsync(CancellationToken ct);

    /// <summary>Known hosts by <see cref="Host.AddressKey"/>.</summary>
    Task<IReadOnlyDictionary<string, HostTrace>> TracesAsync(IReadOnlyCollection<string> addressKeys, CancellationToken ct);

    /// <summary>Hosts by id.</summary>
    Task<IReadOnlyDictionary<long, Host>> HostsAsync(IReadOnlyCollection<long> ids, CancellationToken ct);

    /// <summary>The first hosts of the range that are up and were not in the sighting, in address order.</summary>
    Task<IReadOnlyList<Host>> UnseenAsync(AddressRange range, long sighting, int limit, CancellationToken ct);

    /// <summary>Ports that a scan asked, as its row says; null when there is no such row.</summary>
    Task<string?> PortScopeAsync(ScanId scan, CancellationToken ct);

    Task<KnownServices> ServicesAsync(IReadOnlyCollection<long> hostIds, CancellationToken ct);

    Task ApplyAsync(InventoryBatch batch, ScanId scan, CancellationToken ct);

    Task CommitAsync(CancellationToken ct);

    Task RollbackAsync();
}
