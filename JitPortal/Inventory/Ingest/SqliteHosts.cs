using System.Globalization;
using JitPortal.Data.Conversions;
using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Inventory.Ingest;

/// <summary>Reads and writes the rows of one site's hosts.</summary>
internal sealed class SqliteHosts(SqliteStatements statements, string site)
{
    private const string Columns =
        "Id, Site, Address, AddressKey, Network, Hostnames, Mac, Vendor, Os, OsAccuracy, State, FirstSeen, LastSeen, LastScanId, Worst, OpenServices, Vantages, Evidence, Mark, Sighting, Fingerprint, SameSince, Names, SilentAt";

    public Dictionary<string, HostTrace> TracesAt(IReadOnlyCollection<string> addressKeys)
    {
        var traces = new Dictionary<string, HostTrace>(addressKeys.Count, StringComparer.Ordinal);
        if (addressKeys.Count == 0 || !AnyBetween(addressKeys.Min(StringComparer.Ordinal)!, addressKeys.Max(StringComparer.Ordinal)!))
            return traces;
        var select = statements[
            "SELECT Id, State, LastSeen, OpenServices, Sighting, Fingerprint FROM Hosts WHERE Site = ? AND AddressKey = ?"
        ];
        foreach (var key in addressKeys)
        {
            select.Add(site).Add(key);
            while (select.Step())
                traces[key] = new HostTrace(
                    select.Number(0),
                    (HostState)select.Number(1),
                    SqliteStatement.Time(select.Number(2)),
                    (int)select.Number(3),
                    select.Number(4),
                    select.Number(5)
                );
        }
        return traces;
    }

    public Dictionary<long, Host> Of(IReadOnlyCollection<long> ids)
    {
        var hosts = new Dictionary<long, Host>(ids.Count);
        var select = statements[$"SELECT {Columns} FROM Hosts WHERE Id = ?"];
        foreach (var id in ids)
        {
            select.Add(id);
            while (select.Step())
                hosts[id] = Read(select);
        }
        return hosts;
    }

    public IReadOnlyList<Host> Unseen(AddressRange range, long sighting, int limit)
    {
        var hosts = new List<Host>();
        var select = statements[
            $"SELECT {Columns} FROM Hosts WHERE Site = ? AND AddressKey BETWEEN ? AND ? AND State = ? AND Sighting <> ? ORDER BY AddressKey LIMIT ?"
        ]
            .Add(site)
            .Add(AddressText.SortKey(range.First))
            .Add(AddressText.SortKey(range.Last))
            .Add((long)HostState.Up)
            .Add(sighting)
            .Add(limit);
        while (select.Step())
            hosts.Add(Read(select));
        return hosts;
    }

    public void Insert(List<Host> hosts, string scan)
    {
        if (hosts.Count == 0)
            return;
        var id = statements.LastId("Hosts");
        foreach (var host in hosts)
            host.Id = ++id;
        statements.Insert(
            "Hosts",
            Columns,
            hosts,
            (row, host) =>
                row.Add(host.Id)
                    .Add(host.Site)
                    .Add(host.Address)
                    .Add(host.AddressKey)
                    .Add(host.Network)
                    .Add(Lines.Join(host.Hostnames))
                    .Add(host.Mac)
                    .Add(host.Vendor)
                    .Add(host.Os)
                    .Add((long?)host.OsAccuracy)
                    .Add((long)host.State)
                    .Add(host.FirstSeen.UtcTicks)
                    .Add(host.LastSeen.UtcTicks)
                    .Add(scan)
                    .Add((long?)host.Worst)
                    .Add(host.OpenServices)
                    .Add(Lines.Join(host.Vantages))
                    .Add(Lines.Join(host.Evidence))
                    .Add((long)host.Mark)
                    .Add(host.Sighting)
                    .Add(host.Fingerprint)
                    .Add(host.SameSince)
                    .Add(Lines.Join(host.Names))
                    .Add(host.SilentAt.UtcTicks)
        );
    }

    public void Update(List<Host> hosts)
    {
        if (hosts.Count == 0)
            return;
        var update = statements[
            "UPDATE Hosts SET Hostnames=?, Mac=?, Vendor=?, Os=?, OsAccuracy=?, State=?, FirstSeen=?, LastSeen=?, LastScanId=?, Worst=?, OpenServices=?, Vantages=?, Evidence=?, Mark=?, Sighting=?, Fingerprint=?, SameSince=?, Names=?, SilentAt=? WHERE Id=?"
        ];
        foreach (var host in hosts)
        {
            update
                .Add(Lines.Join(host.Hostnames))
                .Add(host.Mac)
                .Add(host.Vendor)
                .Add(host.Os)
                .Add((long?)host.OsAccuracy)
                .Add((long)host.State)
                .Add(host.FirstSeen.UtcTicks)
                .Add(host.LastSeen.UtcTicks)
                .Add(TextOf(host.LastScanId))
                .Add((long?)host.Worst)
                .Add(host.OpenServices)
                .Add(Lines.Join(host.Vantages))
                .Add(Lines.Join(host.Evidence))
                .Add((long)host.Mark)
                .Add(host.Sighting)
                .Add(host.Fingerprint)
                .Add(host.SameSince)
                .Add(Lines.Join(host.Names))
                .Add(host.SilentAt.UtcTicks)
                .Add(host.Id)
                .Run();
        }
    }

    public void Touch(List<TouchedHost> hosts, string scan, long sighting)
    {
        if (hosts.Count == 0)
            return;
        var touch = statements["UPDATE Hosts SET LastSeen=?, LastScanId=?, Sighting=?, Mark=0 WHERE Id=?"];
        foreach (var host in hosts)
            touch.Add(host.SeenAt).Add(scan).Add(sighting).Add(host.Id).Run();
    }

    /// <summary>An address belongs to the host that showed it last; an older sighting only adds.</summary>
    public void PutAddresses(List<PendingAddress> addresses)
    {
        foreach (var (host, address, isNews) in addresses)
        {
            statements[
                isNews
                    ? "INSERT INTO HostAddresses (Site, AddressKey, Address, HostId) VALUES (?,?,?,?) ON CONFLICT (Site, AddressKey) DO UPDATE SET HostId = excluded.HostId"
                    : "INSERT INTO HostAddresses (Site, AddressKey, Address, HostId) VALUES (?,?,?,?) ON CONFLICT (Site, AddressKey) DO NOTHING"
            ]
                .Add(site)
                .Add(AddressText.SortKey(address))
                .Add(address.ToString())
                .Add(host.Id)
                .Run();
        }
    }

    /// <summary>The scan's id as EF writes it.</summary>
    public static string TextOf(ScanId scan) => scan.Value.ToString().ToUpperInvariant();

    /// <summary>One look spares a look-up for each host of a network that is scanned for the first time.</summary>
    private bool AnyBetween(string first, string last)
    {
        var select = statements["SELECT EXISTS (SELECT 1 FROM Hosts WHERE Site = ? AND AddressKey BETWEEN ? AND ?)"]
            .Add(site)
            .Add(first)
            .Add(last);
        var any = false;
        while (select.Step())
            any = select.Number(0) != 0;
        return any;
    }

    private static Host Read(SqliteStatement row) =>
        new()
        {
            Id = row.Number(0),
            Site = row.Text(1)!,
            Address = row.Text(2)!,
            AddressKey = row.Text(3)!,
            Network = row.Text(4)!,
            Hostnames = Lines.Split(row.Text(5)!),
            Mac = row.Text(6),
            Vendor = row.Text(7),
            Os = row.Text(8),
            OsAccuracy = row.IsNull(9) ? null : (int)row.Number(9),
            State = (HostState)row.Number(10),
            FirstSeen = SqliteStatement.Time(row.Number(11)),
            LastSeen = SqliteStatement.Time(row.Number(12)),
            LastScanId = new ScanId(Guid.Parse(row.Text(13)!, CultureInfo.InvariantCulture)),
            Worst = row.IsNull(14) ? null : (Sensitivity)row.Number(14),
            OpenServices = (int)row.Number(15),
            Vantages = Lines.Split(row.Text(16)!),
            Evidence = Lines.Split(row.Text(17)!),
            Mark = (HostMark)row.Number(18),
            Sighting = row.Number(19),
            Fingerprint = row.Number(20),
            SameSince = row.Number(21),
            Names = Lines.Split(row.Text(22)!),
            SilentAt = SqliteStatement.Time(row.Number(23)),
        };
}
