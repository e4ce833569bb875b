using JitPortal.Data.Conversions;
using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Inventory.Ingest;

/// <summary>Reads and writes the rows of services.</summary>
internal sealed class SqliteServices(SqliteStatements statements)
{
    private const string Columns =
        "Id, HostId, Place, Port, Protocol, State, Name, Product, Version, ExtraInfo, Tunnel, Cpe, Sensitivity, Tags, Owner, Vantages, FirstSeen, LastSeen, Probed, WorstFinding, Sighting";

    public List<Service> Of(IReadOnlyCollection<long> hostIds)
    {
        var services = new List<Service>();
        var select = statements[$"SELECT {Columns} FROM Services WHERE HostId = ?"];
        foreach (var id in hostIds)
        {
            select.Add(id);
            while (select.Step())
                services.Add(Read(select));
        }
        return services;
    }

    /// <summary>The hosts must have their ids by now.</summary>
    public void Insert(List<Service> services)
    {
        if (services.Count == 0)
            return;
        var id = statements.LastId("Services");
        foreach (var service in services)
            (service.Id, service.HostId) = (++id, service.Host!.Id);
        statements.Insert(
            "Services",
            Columns,
            services,
            static (row, s) =>
                row.Add(s.Id)
                    .Add(s.HostId)
                    .Add(s.Place)
                    .Add(s.Port)
                    .Add((long)s.Protocol)
                    .Add((long)s.State)
                    .Add(s.Name)
                    .Add(s.Product)
                    .Add(s.Version)
                    .Add(s.ExtraInfo)
                    .Add(s.Tunnel)
                    .Add(Lines.Join(s.Cpe))
                    .Add((long)s.Sensitivity)
                    .Add(Lines.Join(s.Tags))
                    .Add(s.Owner)
                    .Add(Lines.Join(s.Vantages))
                    .Add(s.FirstSeen.UtcTicks)
                    .Add(s.LastSeen.UtcTicks)
                    .Add(s.Probed ? 1L : 0L)
                    .Add((long)s.WorstFinding)
                    .Add(s.Sighting)
        );
    }

    public void Update(List<Service> services)
    {
        if (services.Count == 0)
            return;
        var update = statements[
            "UPDATE Services SET State=?, Name=?, Product=?, Version=?, ExtraInfo=?, Tunnel=?, Cpe=?, Sensitivity=?, Tags=?, Owner=?, Vantages=?, FirstSeen=?, LastSeen=?, Probed=?, WorstFinding=?, Sighting=? WHERE Id=?"
        ];
        foreach (var s in services)
        {
            update
                .Add((long)s.State)
                .Add(s.Name)
                .Add(s.Product)
                .Add(s.Version)
                .Add(s.ExtraInfo)
                .Add(s.Tunnel)
                .Add(Lines.Join(s.Cpe))
                .Add((long)s.Sensitivity)
                .Add(Lines.Join(s.Tags))
                .Add(s.Owner)
                .Add(Lines.Join(s.Vantages))
                .Add(s.FirstSeen.UtcTicks)
                .Add(s.LastSeen.UtcTicks)
                .Add(s.Probed ? 1L : 0L)
                .Add((long)s.WorstFinding)
                .Add(s.Sighting)
                .Add(s.Id)
                .Run();
        }
    }

    private static Service Read(SqliteStatement row) =>
        new()
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
            FirstSeen = SqliteStatement.Time(row.Number(16)),
            LastSeen = SqliteStatement.Time(row.Number(17)),
            Probed = row.Number(18) != 0,
            WorstFinding = (Severity)row.Number(19),
            Sighting = row.Number(20),
        };
}
