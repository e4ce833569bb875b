using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Inventory.Ingest;

/// <summary>Reads and writes what hangs on hosts and services: outputs of scripts, findings, changes.</summary>
internal sealed class SqliteNotes(SqliteStatements statements)
{
    public List<Finding> FindingsOf(IReadOnlyCollection<long> hostIds)
    {
        var findings = new List<Finding>();
        var select = statements[
            "SELECT f.Id, f.ServiceId, f.Name, f.Severity, f.Title, f.Script FROM Services s JOIN Findings f ON f.ServiceId = s.Id WHERE s.HostId = ?"
        ];
        foreach (var id in hostIds)
        {
            select.Add(id);
            while (select.Step())
                findings.Add(Read(select));
        }
        return findings;
    }

    public void PutScripts(List<PendingScript> scripts)
    {
        if (scripts.Count == 0)
            return;
        var delete = statements["DELETE FROM ServiceScripts WHERE ServiceId = ? AND Name = ?"];
        var deleteOfHost = statements["DELETE FROM ServiceScripts WHERE HostId = ? AND ServiceId IS NULL AND Name = ?"];
        var insert = statements["INSERT INTO ServiceScripts (HostId, ServiceId, Name, Output, Cut) VALUES (?,?,?,?,?)"];
        foreach (var (host, service, script) in scripts)
        {
            (service is null ? deleteOfHost.Add(host.Id) : delete.Add(service.Id)).Add(script.Id).Run();
            insert.Add(host.Id).Add(service?.Id).Add(script.Id).Add(script.Output).Add(script.Cut ? 1L : 0L).Run();
        }
    }

    public void PutFindings(InventoryBatch batch)
    {
        foreach (var id in batch.LostFindings)
            statements["DELETE FROM Findings WHERE Id = ?"].Add(id).Run();
        foreach (var (service, finding, at) in batch.Findings)
        {
            statements[
                "INSERT INTO Findings (ServiceId, Name, Severity, Title, Script, FirstSeen) VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING"
            ]
                .Add(service.Id)
                .Add(finding.Name)
                .Add((long)finding.Severity)
                .Add(finding.Title)
                .Add(finding.Script)
                .Add(at.UtcTicks)
                .Run();
        }
    }

    public void InsertChanges(List<PendingChange> changes, string scan) =>
        statements.Insert(
            "Changes",
            "ScanId, At, Kind, HostId, Port, Protocol, Before, After",
            changes,
            (row, change) =>
                row.Add(scan)
                    .Add(change.At.UtcTicks)
                    .Add(change.Kind.ToString())
                    .Add(change.Host.Id)
                    .Add((long?)change.Service?.Port)
                    .Add((long?)change.Service?.Protocol)
                    .Add(change.Before)
                    .Add(change.After)
        );

    private static Finding Read(SqliteStatement row) =>
        new()
        {
            Id = row.Number(0),
            ServiceId = row.Number(1),
            Name = row.Text(2)!,
            Severity = (Severity)row.Number(3),
            Title = row.Text(4)!,
            Script = row.Text(5)!,
        };
}
