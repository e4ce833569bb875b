using JitPortal.Data;
using JitPortal.Data.Conversions;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace JitPortal.Inventory.Ingest;

/// <summary>Bulk statements on PostgreSQL: binary COPY for new rows, set-wise updates for what only moves in time.</summary>
internal sealed class PostgresInventoryStore(PortalDb db) : IInventoryStore
{
    /// <summary>Key of the advisory lock that keeps two imports from adding one address twice ("JitI" in ASCII).</summary>
    private const long InventoryLock = 0x4A697449;

    private IDbContextTransaction? _transaction;

    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    public async Task BeginAsync(CancellationToken ct)
    {
        _transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({InventoryLock})", ct);
    }

    public async Task<IReadOnlyDictionary<string, Host>> HostsAsync(IReadOnlyCollection<string> addressKeys, CancellationToken ct) =>
        await db.Hosts.AsNoTracking().Where(h => addressKeys.Contains(h.AddressKey)).ToDictionaryAsync(h => h.AddressKey, StringComparer.Ordinal, ct);

    public async Task<IReadOnlyList<Host>> UnseenAsync(AddressRange range, long sighting, CancellationToken ct)
    {
        var (first, last) = (AddressText.SortKey(range.First), AddressText.SortKey(range.Last));
        return await db.Hosts.FromSql(
            $"""SELECT * FROM "Hosts" WHERE "AddressKey" BETWEEN {first} AND {last} AND "State" = 0 AND "Sighting" <> {sighting}""").AsNoTracking().ToListAsync(ct);
    }

    public async Task<KnownServices> ServicesAsync(IReadOnlyCollection<long> hostIds, CancellationToken ct)
    {
        var services = await db.Services.AsNoTracking().Where(s => hostIds.Contains(s.HostId)).ToListAsync(ct);
        var ids = services.Where(s => s.WorstFinding > Severity.None).Select(s => s.Id).ToList();
        var findings = ids.Count == 0 ? [] : await db.Findings.AsNoTracking().Where(f => ids.Contains(f.ServiceId)).ToListAsync(ct);
        return new KnownServices(services.ToLookup(s => s.HostId), findings.ToLookup(f => f.ServiceId));
    }

    public async Task ApplyAsync(InventoryBatch batch, ScanId scan, CancellationToken ct)
    {
        await InsertHostsAsync(batch.NewHosts, ct);
        await TouchHostsAsync(batch.TouchedHosts, scan, ct);
        await InsertServicesAsync(batch.NewServices, ct);
        await UpdateAsync(batch, ct);
        await PutScriptsAsync(batch.Scripts, ct);
        await PutFindingsAsync(batch, ct);
        await InsertChangesAsync(batch.Changes, scan, ct);
    }

    public async Task CommitAsync(CancellationToken ct)
    {
        await _transaction!.CommitAsync(ct);
        await EndAsync();
    }

    public async Task RollbackAsync()
    {
        if (_transaction is not null)
            await _transaction.RollbackAsync();
        await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await db.DisposeAsync();
    }

    private async Task EndAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        _transaction = null;
        db.ChangeTracker.Clear();
    }

    private async Task<Queue<long>> IdsAsync(string table, int count, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT nextval(pg_get_serial_sequence($1, 'Id')) FROM generate_series(1, $2)", Connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"\"{table}\"" });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        var ids = new Queue<long>(count);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            ids.Enqueue(rows.GetInt64(0));
        return ids;
    }

    private async Task InsertHostsAsync(List<Host> hosts, CancellationToken ct)
    {
        if (hosts.Count == 0)
            return;
        var ids = await IdsAsync("Hosts", hosts.Count, ct);
        await using var copy = await Connection.BeginBinaryImportAsync(
            """COPY "Hosts" ("Id","Address","AddressKey","Network","Hostnames","Mac","Vendor","Os","OsAccuracy","State","FirstSeen","LastSeen","LastScanId","Worst","OpenServices","Vantages","Evidence","Mark","Sighting","Fingerprint") FROM STDIN (FORMAT BINARY)""", ct);
        foreach (var h in hosts)
        {
            h.Id = ids.Dequeue();
            await copy.StartRowAsync(ct);
            await WriteAsync(copy, ct, h.Id, h.Address, h.AddressKey, h.Network, Lines.Join(h.Hostnames), h.Mac, h.Vendor, h.Os, h.OsAccuracy, (int)h.State, h.FirstSeen.UtcTicks,
                h.LastSeen.UtcTicks, h.LastScanId.Value, (int?)h.Worst, h.OpenServices, Lines.Join(h.Vantages), Lines.Join(h.Evidence), (int)h.Mark, h.Sighting, h.Fingerprint);
        }
        await copy.CompleteAsync(ct);
    }

    private async Task InsertServicesAsync(List<Service> services, CancellationToken ct)
    {
        if (services.Count == 0)
            return;
        var ids = await IdsAsync("Services", services.Count, ct);
        await using var copy = await Connection.BeginBinaryImportAsync(
            """COPY "Services" ("Id","HostId","Place","Port","Protocol","State","Name","Product","Version","ExtraInfo","Tunnel","Cpe","Sensitivity","Tags","Owner","Vantages","FirstSeen","LastSeen","Probed","WorstFinding","Sighting") FROM STDIN (FORMAT BINARY)""", ct);
        foreach (var s in services)
        {
            (s.Id, s.HostId) = (ids.Dequeue(), s.Host!.Id);
            await copy.StartRowAsync(ct);
            await WriteAsync(copy, ct, s.Id, s.HostId, s.Place, s.Port, (int)s.Protocol, (int)s.State, s.Name, s.Product, s.Version, s.ExtraInfo, s.Tunnel, Lines.Join(s.Cpe), (int)s.Sensitivity,
                Lines.Join(s.Tags), s.Owner, Lines.Join(s.Vantages), s.FirstSeen.UtcTicks, s.LastSeen.UtcTicks, s.Probed, (int)s.WorstFinding, s.Sighting);
        }
        await copy.CompleteAsync(ct);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, CancellationToken ct, params object?[] values)
    {
        foreach (var value in values)
        {
            await (value switch
            {
                null => copy.WriteNullAsync(ct),
                long number => copy.WriteAsync(number, NpgsqlDbType.Bigint, ct),
                int number => copy.WriteAsync(number, NpgsqlDbType.Integer, ct),
                bool flag => copy.WriteAsync(flag, NpgsqlDbType.Boolean, ct),
                Guid id => copy.WriteAsync(id, NpgsqlDbType.Uuid, ct),
                _ => copy.WriteAsync((string)value, NpgsqlDbType.Text, ct),
            });
        }
    }

    private async Task TouchHostsAsync(List<TouchedHost> hosts, ScanId scan, CancellationToken ct)
    {
        if (hosts.Count == 0)
            return;
        var (ids, seen, before) = (hosts.Select(h => h.Id).ToArray(), hosts.Select(h => h.SeenAt).ToArray(), hosts.Select(h => h.Before).ToArray());
        var sighting = Sightings.NumberOf(scan);
        await db.Database.ExecuteSqlAsync(
            $"""UPDATE "Hosts" h SET "LastSeen" = t.seen, "LastScanId" = {scan.Value}, "Sighting" = {sighting}, "Mark" = 0 FROM unnest({ids}, {seen}) AS t(id, seen) WHERE h."Id" = t.id""", ct);
        await db.Database.ExecuteSqlAsync(
            $"""UPDATE "Services" s SET "LastSeen" = t.seen, "Sighting" = {sighting} FROM unnest({ids}, {seen}, {before}) AS t(id, seen, before) WHERE s."HostId" = t.id AND s."Sighting" = t.before AND s."State" = 1""", ct);
    }

    /// <summary>Hosts and services that really changed are few; EF writes them in batches of one round trip.</summary>
    private async Task UpdateAsync(InventoryBatch batch, CancellationToken ct)
    {
        foreach (var service in batch.ChangedServices)
            service.Host = null;
        db.Hosts.UpdateRange(batch.ChangedHosts);
        db.Services.UpdateRange(batch.ChangedServices);
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }

    private async Task PutScriptsAsync(List<PendingScript> scripts, CancellationToken ct)
    {
        foreach (var group in scripts.GroupBy(s => s.Script.Id, StringComparer.Ordinal))
        {
            var services = group.Where(s => s.Service is not null).Select(s => s.Service!.Id).ToList();
            var hosts = group.Where(s => s.Service is null).Select(s => s.Host.Id).ToList();
            await db.ServiceScripts.Where(s => s.Name == group.Key && ((s.ServiceId != null && services.Contains(s.ServiceId.Value)) || (s.ServiceId == null && hosts.Contains(s.HostId)))).ExecuteDeleteAsync(ct);
        }
        db.ServiceScripts.AddRange(scripts.Select(s => new ServiceScript { HostId = s.Host.Id, ServiceId = s.Service?.Id, Name = s.Script.Id, Output = s.Script.Output, Cut = s.Script.Cut }));
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }

    private async Task PutFindingsAsync(InventoryBatch batch, CancellationToken ct)
    {
        if (batch.LostFindings.Count > 0)
            await db.Findings.Where(f => batch.LostFindings.Contains(f.Id)).ExecuteDeleteAsync(ct);
        db.Findings.AddRange(batch.Findings.Select(f => new Finding
        {
            ServiceId = f.Service.Id,
            Name = f.Finding.Name,
            Severity = f.Finding.Severity,
            Title = f.Finding.Title,
            Script = f.Finding.Script,
            FirstSeen = f.At,
        }));
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }

    private async Task InsertChangesAsync(List<PendingChange> changes, ScanId scan, CancellationToken ct)
    {
        if (changes.Count == 0)
            return;
        await using var copy = await Connection.BeginBinaryImportAsync(
            """COPY "Changes" ("ScanId","At","Kind","HostId","Port","Protocol","Before","After") FROM STDIN (FORMAT BINARY)""", ct);
        foreach (var change in changes)
        {
            await copy.StartRowAsync(ct);
            await WriteAsync(copy, ct, scan.Value, change.At.UtcTicks, change.Kind.ToString(), change.Host.Id, change.Service?.Port, (int?)change.Service?.Protocol, change.Before, change.After);
        }
        await copy.CompleteAsync(ct);
    }
}
