using JitPortal.Data;
using JitPortal.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace JitPortal.Inventory.Ingest;

/// <summary>Bulk statements on SQLite. The provider is synchronous, so these methods are; batches are short.</summary>
internal sealed class SqliteInventoryStore(PortalDb db, string site) : IInventoryStore
{
    private SqliteConnection? _connection;
    private SqliteStatements? _statements;
    private bool _writing;

    private SqliteStatements Statements => _statements ?? throw new InvalidOperationException("No transaction has begun.");

    private SqliteHosts Hosts => new(Statements, site);

    private SqliteServices Services => new(Statements);

    private SqliteNotes Notes => new(Statements);

    public async Task BeginAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_connection is null)
        {
            await db.Database.OpenConnectionAsync(ct);
            _connection = (SqliteConnection)db.Database.GetDbConnection();
            // The working set of half a million rows' indexes; the default of 2 MB reads them from the file again and again. A scan that a
            // power cut takes back can be made again, so its commits need not reach the disk one by one; the order is kept. Every row
            // written here names a row that the same transaction has read or written, under the write lock, so looking each up once more
            // for the foreign keys would find nothing.
            Execute("PRAGMA cache_size=-16384; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000; PRAGMA foreign_keys=OFF");
            _statements = new SqliteStatements(_connection);
        }
        Execute("BEGIN IMMEDIATE");
        _writing = true;
    }

    public Task<IReadOnlyDictionary<string, HostTrace>> TracesAsync(IReadOnlyCollection<string> addressKeys, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, HostTrace>>(Hosts.TracesAt(addressKeys));

    public Task<IReadOnlyDictionary<long, Host>> HostsAsync(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<long, Host>>(Hosts.Of(ids));

    public Task<IReadOnlyList<Host>> UnseenAsync(AddressRange range, long sighting, int limit, CancellationToken ct) =>
        Task.FromResult(Hosts.Unseen(range, sighting, limit));

    public async Task<string?> PortScopeAsync(ScanId scan, CancellationToken ct) =>
        await db.Scans.Where(s => s.Id == scan).Select(s => s.PortScope).FirstOrDefaultAsync(ct);

    public Task<KnownServices> ServicesAsync(IReadOnlyCollection<long> hostIds, CancellationToken ct) =>
        Task.FromResult(
            new KnownServices(Services.Of(hostIds).ToLookup(s => s.HostId), Notes.FindingsOf(hostIds).ToLookup(f => f.ServiceId))
        );

    public Task ApplyAsync(InventoryBatch batch, ScanId scan, CancellationToken ct)
    {
        var scanText = SqliteHosts.TextOf(scan);
        Hosts.Insert(batch.NewHosts, scanText);
        Hosts.Update(batch.ChangedHosts);
        Hosts.Touch(batch.TouchedHosts, scanText, batch.Sighting);
        Hosts.PutAddresses(batch.Addresses);
        Services.Insert(batch.NewServices);
        Services.Update(batch.ChangedServices);
        Notes.PutScripts(batch.Scripts);
        Notes.PutFindings(batch);
        Notes.InsertChanges(batch.Changes, scanText);
        return Task.CompletedTask;
    }

    public Task CommitAsync(CancellationToken ct)
    {
        Execute("COMMIT");
        _writing = false;
        return Task.CompletedTask;
    }

    public Task RollbackAsync()
    {
        // A full disk makes SQLite roll back by itself.
        if (_writing && raw.sqlite3_get_autocommit(_connection!.Handle) == 0)
            Execute("ROLLBACK");
        _writing = false;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _statements?.Dispose();
        // The connection goes back to the pool as it came.
        if (_connection is not null)
            Execute("PRAGMA cache_size=-2000; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000; PRAGMA foreign_keys=ON");
        await db.DisposeAsync();
    }

    private void Execute(string sql)
    {
        using var command = _connection!.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
