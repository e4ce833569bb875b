using JitPortal.Data;
using JitPortal.Data.Conversions;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace JitPortal.Inventory.Ingest;

/// <summary>Bulk statements on PostgreSQL: binary COPY for new rows, set-wise updates for what only moves in time.</summary>
internal sealed class PostgresInventoryStore(PortalDb db, string site) : IInventoryStore
{
    /// <summary>Key of the advisory lock that keeps two imports from adding one address twice ("JitI" in ASCII).</summary>
    private const long InventoryLock = 0x4A697449;

    private readonly PostgresRows _hosts = new(
        "Hosts",
        "Id, Site, Address, AddressKey, Network, Hostnames, Mac, Vendor, Os, OsAccuracy, State, FirstSeen, LastSeen, LastScanId, Worst, OpenServices, Vantages, Evidence, Mark, Sighting, Fingerprint, SameSince, Names, SilentAt"
    );

    private readonly PostgresRows _services = new(
        "Services",
        "Id, HostId, Place, Port, Protocol, State, Name, Product, Version, ExtraInfo, Tunnel, Cpe, Sensitivity, Tags, Owner, Vantages, FirstSeen, LastSeen, Probed, WorstFinding, Sighting"
    );

    private readonly PostgresRows _changes = new("Changes", "ScanId, At, Kind, HostId, Port, Protocol, Before, After");
    private IDbContextTransaction? _transaction;

    private NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    public async Task BeginAsync(CancellationToken ct)
    {
        _transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({InventoryLock})", ct);
    }

    public async Task<IReadOnlyDictionary<string, HostTrace>> TracesAsync(IReadOnlyCollection<string> addressKeys, CancellationToken ct) =>
        await db
            .Hosts.Where(h => h.Site == site && addressKeys.Contains(h.AddressKey))
            .Select(h => new { h.AddressKey, Trace = new HostTrace(h.Id, h.State, h.LastSeen, h.OpenServices, h.Sighting, h.Fingerprint) })
            .ToDictionaryAsync(h => h.AddressKey, h => h.Trace, StringComparer.Ordinal, ct);

    public async Task<IReadOnlyDictionary<long, Host>> HostsAsync(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        await db.Hosts.AsNoTracking().Where(h => ids.Contains(h.Id)).ToDictionaryAsync(h => h.Id, ct);

    public async Task<IReadOnlyList<Host>> UnseenAsync(AddressRange range, long sighting, int limit, CancellationToken ct)
    {
        var (first, last) = (AddressText.SortKey(range.First), AddressText.SortKey(range.Last));
        return await db
            .Hosts.FromSql(
                $"""SELECT * FROM "Hosts" WHERE "Site" = {site} AND "AddressKey" BETWEEN {first} AND {last} AND "State" = 0 AND "Sighting" <> {sighting} ORDER BY "AddressKey" LIMIT {limit}"""
            )
            .AsNoTracking()
            .ToListAsync(ct);
    }

    public async Task<string?> PortScopeAsync(ScanId scan, CancellationToken ct) =>
        await db.Scans.Where(s => s.Id == scan).Select(s => s.PortScope).FirstOrDefaultAsync(ct);

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
        await TouchHostsAsync(batch.TouchedHosts, scan, batch.Sighting, ct);
        await PutAddressesAsync(batch.Addresses, ct);
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
        await using var command = new NpgsqlCommand(
            "SELECT nextval(pg_get_serial_sequence($1, 'Id')) FROM generate_series(1, $2)",
            Connection
        );
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
        foreach (var host in hosts)
            host.Id = ids.Dequeue();
        await _hosts.CopyAsync(Connection, hosts, AddHost, ct);
    }

    private async Task InsertServicesAsync(List<Service> services, CancellationToken ct)
    {
        if (services.Count == 0)
            return;
        var ids = await IdsAsync("Services", services.Count, ct);
        foreach (var service in services)
            (service.Id, service.HostId) = (ids.Dequeue(), service.Host!.Id);
        await _services.CopyAsync(Connection, services, AddService, ct);
    }

    /// <summary>An address belongs to the host that showed it last; an older sighting only adds.</summary>
    private async Task PutAddressesAsync(List<PendingAddress> addresses, CancellationToken ct)
    {
        foreach (var group in addresses.GroupBy(a => a.IsNews))
        {
            var once = group.GroupBy(a => AddressText.SortKey(a.Address)).Select(a => a.Last()).ToList();
            string[] keys = [.. once.Select(a => AddressText.SortKey(a.Address))];
            string[] texts = [.. once.Select(a => a.Address.ToString())];
            long[] hosts = [.. once.Select(a => a.Host.Id)];
            await db.Database.ExecuteSqlAsync(
                group.Key
                    ? (FormattableString)
                        $"""
                        INSERT INTO "HostAddresses" ("Site", "AddressKey", "Address", "HostId")
                        SELECT {site}, * FROM unnest({keys}, {texts}, {hosts})
                        ON CONFLICT ("Site", "AddressKey") DO UPDATE SET "HostId" = excluded."HostId"
                        """
                    : $"""
                    INSERT INTO "HostAddresses" ("Site", "AddressKey", "Address", "HostId")
                    SELECT {site}, * FROM unnest({keys}, {texts}, {hosts})
                    ON CONFLICT ("Site", "AddressKey") DO NOTHING
                    """,
                ct
            );
        }
    }

    private async Task TouchHostsAsync(List<TouchedHost> hosts, ScanId scan, long sighting, CancellationToken ct)
    {
        if (hosts.Count == 0)
            return;
        var (ids, seen) = (hosts.Select(h => h.Id).ToArray(), hosts.Select(h => h.SeenAt).ToArray());
        await db.Database.ExecuteSqlAsync(
            $"""UPDATE "Hosts" h SET "LastSeen" = t.seen, "LastScanId" = {scan.Value}, "Sighting" = {sighting}, "Mark" = 0 FROM unnest({ids}, {seen}) AS t(id, seen) WHERE h."Id" = t.id""",
            ct
        );
    }

    /// <summary>Through a temporary table of the connection: one statement a row, as EF sends them, takes longer than all else of a re-scan.</summary>
    private async Task UpdateAsync(InventoryBatch batch, CancellationToken ct)
    {
        await _hosts.UpdateAsync(Connection, batch.ChangedHosts, AddHost, ct);
        await _services.UpdateAsync(Connection, [.. batch.ChangedServices.Distinct()], AddService, ct);
    }

    private async Task PutScriptsAsync(List<PendingScript> scripts, CancellationToken ct)
    {
        foreach (var group in scripts.GroupBy(s => s.Script.Id, StringComparer.Ordinal))
        {
            var services = group.Where(s => s.Service is not null).Select(s => s.Service!.Id).ToList();
            var hosts = group.Where(s => s.Service is null).Select(s => s.Host.Id).ToList();
            await db
                .ServiceScripts.Where(s =>
                    s.Name == group.Key
                    && ((s.ServiceId != null && services.Contains(s.ServiceId.Value)) || (s.ServiceId == null && hosts.Contains(s.HostId)))
                )
                .ExecuteDeleteAsync(ct);
        }
        db.ServiceScripts.AddRange(
            scripts.Select(s => new ServiceScript
            {
                HostId = s.Host.Id,
                ServiceId = s.Service?.Id,
                Name = s.Script.Id,
                Output = s.Script.Output,
                Cut = s.Script.Cut,
            })
        );
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }

    private async Task PutFindingsAsync(InventoryBatch batch, CancellationToken ct)
    {
        if (batch.LostFindings.Count > 0)
            await db.Findings.Where(f => batch.LostFindings.Contains(f.Id)).ExecuteDeleteAsync(ct);
        db.Findings.AddRange(
            batch.Findings.Select(f => new Finding
            {
                ServiceId = f.Service.Id,
                Name = f.Finding.Name,
                Severity = f.Finding.Severity,
                Title = f.Finding.Title,
                Script = f.Finding.Script,
                FirstSeen = f.At,
            })
        );
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }

    private Task InsertChangesAsync(List<PendingChange> changes, ScanId scan, CancellationToken ct) =>
        _changes.CopyAsync(
            Connection,
            changes,
            (row, change) =>
                row.Add(scan.Value)
                    .Add(change.At.UtcTicks)
                    .Add(change.Kind.ToString())
                    .Add(change.Host.Id)
                    .Add(change.Service?.Port)
                    .Add((int?)change.Service?.Protocol)
                    .Add(change.Before)
                    .Add(change.After),
            ct
        );

    private static void AddHost(PostgresRows row, Host h) =>
        row.Add(h.Id)
            .Add(h.Site)
            .Add(h.Address)
            .Add(h.AddressKey)
            .Add(h.Network)
            .Add(Lines.Join(h.Hostnames))
            .Add(h.Mac)
            .Add(h.Vendor)
            .Add(h.Os)
            .Add(h.OsAccuracy)
            .Add((int)h.State)
            .Add(h.FirstSeen.UtcTicks)
            .Add(h.LastSeen.UtcTicks)
            .Add(h.LastScanId.Value)
            .Add((int?)h.Worst)
            .Add(h.OpenServices)
            .Add(Lines.Join(h.Vantages))
            .Add(Lines.Join(h.Evidence))
            .Add((int)h.Mark)
            .Add(h.Sighting)
            .Add(h.Fingerprint)
            .Add(h.SameSince)
            .Add(Lines.Join(h.Names))
            .Add(h.SilentAt.UtcTicks);

    private static void AddService(PostgresRows row, Service s) =>
        row.Add(s.Id)
            .Add(s.HostId)
            .Add(s.Place)
            .Add(s.Port)
            .Add((int)s.Protocol)
            .Add((int)s.State)
            .Add(s.Name)
            .Add(s.Product)
            .Add(s.Version)
            .Add(s.ExtraInfo)
            .Add(s.Tunnel)
            .Add(Lines.Join(s.Cpe))
            .Add((int)s.Sensitivity)
            .Add(Lines.Join(s.Tags))
            .Add(s.Owner)
            .Add(Lines.Join(s.Vantages))
            .Add(s.FirstSeen.UtcTicks)
            .Add(s.LastSeen.UtcTicks)
            .Add(s.Probed)
            .Add((int)s.WorstFinding)
            .Add(s.Sighting);
}
