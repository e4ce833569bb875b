using System.Globalization;
using JitPortal.Data;
using JitPortal.Data.Conversions;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory.Ingest;

/// <summary>Bulk statements on SQLite. The provider is synchronous, so these methods are; batches are short.</summary>
internal sealed class SqliteInventoryStore(PortalDb db) : IInventoryStore
{
    private const string HostColumns =
        "Id, Address, AddressKey, Network, Hostnames, Mac, Vendor, Os, OsAccuracy, State, FirstSeen, LastSeen, LastScanId, Worst, OpenServices, Vantages, Evidence, Mark, Sighting, Fingerprint";

    private const string ServiceColumns =
        "Id, HostId, Place, Port, Protocol, State, Name, Product, Version, ExtraInfo, Tunnel, Cpe, Sensitivity, Tags, Owner, Vantages, FirstSeen, LastSeen, Probed, WorstFinding, Sighting";

    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private SqliteConnection? _connection;
    private bool _writing;

    public async Task BeginAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_connection is null)
        {
            await db.Database.OpenConnectionAsync(ct);
            _connection = (SqliteConnection)db.Database.GetDbConnection();
            // The working set of half a million rows' indexes; the default of 2 MB reads them from the file again and again. A scan that a
            // power cut takes back can be made again, so its commits need not reach the disk one by one; the order is kept.
            Execute("PRAGMA cache_size=-32768; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000");
        }
        Execute("BEGIN IMMEDIATE");
        _writing = true;
    }

    public Task<IReadOnlyDictionary<string, Host>> HostsAsync(IReadOnlyCollection<string> addressKeys, CancellationToken ct)
    {
        var hosts = new Dictionary<string, Host>(addressKeys.Count, StringComparer.Ordinal);
        var select = Statement($"SELECT {HostColumns} FROM Hosts WHERE AddressKey = ?");
        foreach (var key in addressKeys)
        {
            select.Add(key);
            while (select.Step())
                hosts[key] = ReadHost(select);
        }
        return Task.FromResult<IReadOnlyDictionary<string, Host>>(hosts);
    }

    public Task<IReadOnlyList<Host>> UnseenAsync(AddressRange range, long sighting, CancellationToken ct)
    {
        var hosts = new List<Host>();
        var select = Statement($"SELECT {HostColumns} FROM Hosts WHERE AddressKey BETWEEN ? AND ? AND State = ? AND Sighting <> ?")
            .Add(AddressText.SortKey(range.First)).Add(AddressText.SortKey(range.Last)).Add((long)HostState.Up).Add(sighting);
        while (select.Step())
            hosts.Add(ReadHost(select));
        return Task.FromResult<IReadOnlyList<Host>>(hosts);
    }

    public Task<KnownServices> ServicesAsync(IReadOnlyCollection<long> hostIds, CancellationToken ct)
    {
        var (services, findings) = (new List<Service>(), new List<Finding>());
        var select = Statement($"SELECT {ServiceColumns} FROM Services WHERE HostId = ?");
        var selectFindings = Statement("SELECT f.Id, f.ServiceId, f.Name, f.Severity, f.Title, f.Script FROM Services s JOIN Findings f ON f.ServiceId = s.Id WHERE s.HostId = ?");
        foreach (var id in hostIds)
        {
            select.Add(id);
            while (select.Step())
                services.Add(ReadService(select));
            selectFindings.Add(id);
            while (selectFindings.Step())
                findings.Add(ReadFinding(selectFindings));
        }
        return Task.FromResult(new KnownServices(services.ToLookup(s => s.HostId), findings.ToLookup(f => f.ServiceId)));
    }

    public Task ApplyAsync(InventoryBatch batch, ScanId scan, CancellationToken ct)
    {
        var scanText = scan.Value.ToString().ToUpperInvariant();
        InsertHosts(batch.NewHosts, scanText);
        UpdateHosts(batch.ChangedHosts);
        TouchHosts(batch.TouchedHosts, scanText, Sightings.NumberOf(scan));
        InsertServices(batch.NewServices);
        UpdateServices(batch.ChangedServices);
        PutScripts(batch.Scripts);
        PutFindings(batch);
        InsertChanges(batch.Changes, scanText);
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
        if (_writing)
            Execute("ROLLBACK");
        _writing = false;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        // The connection goes back to the pool as it came.
        if (_connection is not null)
            Execute("PRAGMA cache_size=-2000; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000");
        await db.DisposeAsync();
    }

    private void InsertHosts(List<Host> hosts, string scan)
    {
        if (hosts.Count == 0)
            return;
        var id = LastId("Hosts");
        var insert = Statement($"INSERT INTO Hosts ({HostColumns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        foreach (var host in hosts)
        {
            host.Id = ++id;
            insert.Add(id).Add(host.Address).Add(host.AddressKey).Add(host.Network).Add(Lines.Join(host.Hostnames)).Add(host.Mac).Add(host.Vendor)
                .Add(host.Os).Add((long?)host.OsAccuracy).Add((long)host.State).Add(host.FirstSeen.UtcTicks).Add(host.LastSeen.UtcTicks).Add(scan)
                .Add((long?)host.Worst).Add(host.OpenServices).Add(Lines.Join(host.Vantages)).Add(Lines.Join(host.Evidence)).Add((long)host.Mark)
                .Add(host.Sighting).Add(host.Fingerprint).Run();
        }
    }

    private void UpdateHosts(List<Host> hosts)
    {
        if (hosts.Count == 0)
            return;
        var update = Statement(
            "UPDATE Hosts SET Hostnames=?, Mac=?, Vendor=?, Os=?, OsAccuracy=?, State=?, FirstSeen=?, LastSeen=?, LastScanId=?, Worst=?, OpenServices=?, Vantages=?, Evidence=?, Mark=?, Sighting=?, Fingerprint=? WHERE Id=?");
        foreach (var host in hosts)
        {
            update.Add(Lines.Join(host.Hostnames)).Add(host.Mac).Add(host.Vendor).Add(host.Os).Add((long?)host.OsAccuracy).Add((long)host.State)
                .Add(host.FirstSeen.UtcTicks).Add(host.LastSeen.UtcTicks).Add(host.LastScanId.Value.ToString().ToUpperInvariant()).Add((long?)host.Worst)
                .Add(host.OpenServices).Add(Lines.Join(host.Vantages)).Add(Lines.Join(host.Evidence)).Add((long)host.Mark).Add(host.Sighting)
                .Add(host.Fingerprint).Add(host.Id).Run();
        }
    }

    private void TouchHosts(List<TouchedHost> hosts, string scan, long sighting)
    {
        if (hosts.Count == 0)
            return;
        var touch = Statement("UPDATE Hosts SET LastSeen=?, LastScanId=?, Sighting=?, Mark=0 WHERE Id=?");
        var services = Statement("UPDATE Services SET LastSeen=?, Sighting=? WHERE HostId=? AND Sighting=? AND State=1");
        foreach (var host in hosts)
        {
            touch.Add(host.SeenAt).Add(scan).Add(sighting).Add(host.Id).Run();
            services.Add(host.SeenAt).Add(sighting).Add(host.Id).Add(host.Before).Run();
        }
    }

    private void InsertServices(List<Service> services)
    {
        if (services.Count == 0)
            return;
        var id = LastId("Services");
        var insert = Statement($"INSERT INTO Services ({ServiceColumns}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        foreach (var s in services)
        {
            (s.Id, s.HostId) = (++id, s.Host!.Id);
            insert.Add(id).Add(s.HostId).Add(s.Place).Add(s.Port).Add((long)s.Protocol).Add((long)s.State).Add(s.Name).Add(s.Product).Add(s.Version)
                .Add(s.ExtraInfo).Add(s.Tunnel).Add(Lines.Join(s.Cpe)).Add((long)s.Sensitivity).Add(Lines.Join(s.Tags)).Add(s.Owner).Add(Lines.Join(s.Vantages))
                .Add(s.FirstSeen.UtcTicks).Add(s.LastSeen.UtcTicks).Add(s.Probed ? 1L : 0L).Add((long)s.WorstFinding).Add(s.Sighting).Run();
        }
    }

    private void UpdateServices(List<Service> services)
    {
        if (services.Count == 0)
            return;
        var update = Statement(
            "UPDATE Services SET State=?, Name=?, Product=?, Version=?, ExtraInfo=?, Tunnel=?, Cpe=?, Sensitivity=?, Tags=?, Owner=?, Vantages=?, FirstSeen=?, LastSeen=?, Probed=?, WorstFinding=?, Sighting=? WHERE Id=?");
        foreach (var s in services)
        {
            update.Add((long)s.State).Add(s.Name).Add(s.Product).Add(s.Version).Add(s.ExtraInfo).Add(s.Tunnel).Add(Lines.Join(s.Cpe)).Add((long)s.Sensitivity)
                .Add(Lines.Join(s.Tags)).Add(s.Owner).Add(Lines.Join(s.Vantages)).Add(s.FirstSeen.UtcTicks).Add(s.LastSeen.UtcTicks).Add(s.Probed ? 1L : 0L)
                .Add((long)s.WorstFinding).Add(s.Sighting).Add(s.Id).Run();
        }
    }

    private void PutScripts(List<PendingScript> scripts)
    {
        if (scripts.Count == 0)
            return;
        var delete = Statement("DELETE FROM ServiceScripts WHERE ServiceId = ? AND Name = ?");
        var deleteOfHost = Statement("DELETE FROM ServiceScripts WHERE HostId = ? AND ServiceId IS NULL AND Name = ?");
        var insert = Statement("INSERT INTO ServiceScripts (HostId, ServiceId, Name, Output, Cut) VALUES (?,?,?,?,?)");
        foreach (var (host, service, script) in scripts)
        {
            (service is null ? deleteOfHost.Add(host.Id) : delete.Add(service.Id)).Add(script.Id).Run();
            insert.Add(host.Id).Add(service?.Id).Add(script.Id).Add(script.Output).Add(script.Cut ? 1L : 0L).Run();
        }
    }

    private void PutFindings(InventoryBatch batch)
    {
        foreach (var id in batch.LostFindings)
            Statement("DELETE FROM Findings WHERE Id = ?").Add(id).Run();
        foreach (var (service, finding, at) in batch.Findings)
        {
            Statement("INSERT INTO Findings (ServiceId, Name, Severity, Title, Script, FirstSeen) VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING")
                .Add(service.Id).Add(finding.Name).Add((long)finding.Severity).Add(finding.Title).Add(finding.Script).Add(at.UtcTicks).Run();
        }
    }

    private void InsertChanges(List<PendingChange> changes, string scan)
    {
        if (changes.Count == 0)
            return;
        var insert = Statement("INSERT INTO Changes (ScanId, At, Kind, HostId, Port, Protocol, Before, After) VALUES (?,?,?,?,?,?,?,?)");
        foreach (var change in changes)
        {
            insert.Add(scan).Add(change.At.UtcTicks).Add(change.Kind.ToString()).Add(change.Host.Id).Add((long?)change.Service?.Port).Add((long?)change.Service?.Protocol)
                .Add(change.Before).Add(change.After).Run();
        }
    }

    /// <summary>The highest id ever given: ids are not used again, because grants point at services.</summary>
    private long LastId(string table)
    {
        var select = Statement("SELECT seq FROM sqlite_sequence WHERE name = ?").Add(table);
        var last = 0L;
        while (select.Step())
            last = select.Number(0);
        return last;
    }

    private static Host ReadHost(SqliteStatement row) => new()
    {
        Id = row.Number(0),
        Address = row.Text(1)!,
        AddressKey = row.Text(2)!,
        Network = row.Text(3)!,
        Hostnames = Lines.Split(row.Text(4)!),
        Mac = row.Text(5),
        Vendor = row.Text(6),
        Os = row.Text(7),
        OsAccuracy = row.IsNull(8) ? null : (int)row.Number(8),
        State = (HostState)row.Number(9),
        FirstSeen = Time(row.Number(10)),
        LastSeen = Time(row.Number(11)),
        LastScanId = new ScanId(Guid.Parse(row.Text(12)!, CultureInfo.InvariantCulture)),
        Worst = row.IsNull(13) ? null : (Sensitivity)row.Number(13),
        OpenServices = (int)row.Number(14),
        Vantages = Lines.Split(row.Text(15)!),
        Evidence = Lines.Split(row.Text(16)!),
        Mark = (HostMark)row.Number(17),
        Sighting = row.Number(18),
        Fingerprint = row.Number(19),
    };

    private static Service ReadService(SqliteStatement row) => new()
    {
        Id = row.Number(0),
        HostId = row.Number(1),
        Place = row.Number(2),
        Port = (int)row.Number(3),
        Protocol = (TransportProtocol)row.Number(4),
        State = (PortState)row.Number(5),
        Name = row.Text(6),
        Product = row.Text(7),
        Version = row.Text(8),
        ExtraInfo = row.Text(9),
        Tunnel = row.Text(10),
        Cpe = Lines.Split(row.Text(11)!),
        Sensitivity = (Sensitivity)row.Number(12),
        Tags = Lines.Split(row.Text(13)!),
        Owner = row.Text(14),
        Vantages = Lines.Split(row.Text(15)!),
        FirstSeen = Time(row.Number(16)),
        LastSeen = Time(row.Number(17)),
        Probed = row.Number(18) != 0,
        WorstFinding = (Severity)row.Number(19),
        Sighting = row.Number(20),
    };

    private static Finding ReadFinding(SqliteStatement row) => new()
    {
        Id = row.Number(0),
        ServiceId = row.Number(1),
        Name = row.Text(2)!,
        Severity = (Severity)row.Number(3),
        Title = row.Text(4)!,
        Script = row.Text(5)!,
    };

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = new SqliteStatement(_connection!, sql);
        return statement;
    }

    private void Execute(string sql)
    {
        using var command = _connection!.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
