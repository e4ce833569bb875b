using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Inventory.Ingest;

/// <summary>Decides what a sighting changes on the services of one host. Pure.</summary>
internal sealed class ServicePlanner(ScanFrame frame, AskedPorts asked, SensitivityClassifier classifier, ChangeNotes notes)
{
    private readonly long _sighting = Sightings.NumberOf(frame.Scan);
    private readonly string[] _here = [frame.Vantage];

    public Service Add(InventoryBatch batch, Host host, UInt128 address, PortRecord port, DateTimeOffset at)
    {
        var service = new Service
        {
            Host = host,
            HostId = host.Id,
            Place = AddressPlace.Of(address),
            Port = port.Port,
            Protocol = port.Protocol!.Value,
            State = PortState.Open,
            FirstSeen = at,
            LastSeen = at,
            Vantages = _here,
            Sighting = _sighting,
        };
        TakeFacts(service, port.Service);
        Classify(service, address);
        batch.NewServices.Add(service);
        AddOutputs(batch, host, service, port, at, []);
        return service;
    }

    public void SeeAgain(InventoryBatch batch, Host host, UInt128 address, Service service, PortRecord port, DateTimeOffset at, KnownServices known)
    {
        batch.ChangedServices.Add(service);
        if (at < service.FirstSeen)
            service.FirstSeen = at;
        if (at < service.LastSeen)
            return;
        if (service.State != PortState.Open)
            notes.Note(batch, host, service, ChangeKind.ServiceOpened, at, service.State.ToString(), Text(port.Service));
        else if (Differs(service, port.Service))
            notes.Note(batch, host, service, ChangeKind.ServiceChanged, at, ServiceText.Of(service.Name, service.Product, service.Version), Text(port.Service));
        service.State = PortState.Open;
        service.LastSeen = at;
        service.Sighting = _sighting;
        service.Vantages = With(service.Vantages, frame.Vantage);
        TakeFacts(service, port.Service);
        Classify(service, address);
        AddOutputs(batch, host, service, port, at, known.FindingsByService[service.Id]);
    }

    /// <summary>The sighting does not show it open. NB. Two sightings of one host in one scan add up (masscan writes one per port), they never close. True when it lost its vantage point.</summary>
    public bool CloseIfAsked(InventoryBatch batch, Host host, Service service, PortRecord? port, DateTimeOffset at)
    {
        if (service.State != PortState.Open || service.Sighting == _sighting || !asked.Contains(service.Protocol, service.Port) || port?.State == PortState.OpenFiltered)
            return false;
        if (!service.Vantages.Contains(frame.Vantage, StringComparer.Ordinal))
            return false;
        service.Vantages = [.. service.Vantages.Where(v => v != frame.Vantage)];
        if (service.Vantages.Count == 0)
        {
            service.State = port is null || port.State == PortState.Unknown ? PortState.Closed : port.State;
            notes.Note(batch, host, service, ChangeKind.ServiceClosed, at, ServiceText.Of(service.Name, service.Product, service.Version), service.State.ToString());
        }
        batch.ChangedServices.Add(service);
        return true;
    }

    public static IReadOnlyList<string> With(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.Ordinal) ? names : [.. names, name];

    private static string Text(ServiceRecord? seen) => ServiceText.Of(seen?.Name, seen?.Product, seen?.Version);

    /// <summary>A name that is only looked up by the port number says less than an answer to a probe, and does not replace it.</summary>
    private static bool SaysMore(Service known, ServiceRecord? seen) => seen is not null && (seen.Probed || !known.Probed);

    private static bool Differs(Service known, ServiceRecord? seen) =>
        SaysMore(known, seen) && (known.Name != seen!.Name || known.Product != seen.Product || known.Version != seen.Version || known.Tunnel != seen.Tunnel);

    private static void TakeFacts(Service service, ServiceRecord? seen)
    {
        if (!SaysMore(service, seen))
            return;
        (service.Name, service.Product, service.Version) = (seen!.Name, seen.Product, seen.Version);
        (service.ExtraInfo, service.Tunnel, service.Cpe, service.Probed) = (seen.ExtraInfo, seen.Tunnel, seen.Cpes, seen.Probed);
    }

    private void Classify(Service service, UInt128 address)
    {
        var said = classifier.Classify(new ClassifiedFacts(address, service.Protocol, service.Port, service.Name, service.Product, service.Cpe));
        (service.Sensitivity, service.Tags, service.Owner) = (said.Sensitivity, said.Tags, said.Owner);
    }

    private void AddOutputs(InventoryBatch batch, Host host, Service service, PortRecord port, DateTimeOffset at, IEnumerable<Finding> known)
    {
        if (port.Scripts.Count == 0)
            return;
        foreach (var script in port.Scripts)
            batch.Scripts.Add(new PendingScript(host, service, script));
        var seen = ScriptFindings.Of(port, at);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var worst = Severity.None;
        foreach (var finding in known)
        {
            if (seen.Any(f => f.Name == finding.Name) || !port.Scripts.Any(s => s.Id == finding.Script))
            {
                kept.Add(finding.Name);
                worst = finding.Severity > worst ? finding.Severity : worst;
            }
            else
            {
                batch.LostFindings.Add(finding.Id);
            }
        }
        foreach (var finding in seen.Where(f => !kept.Contains(f.Name)))
        {
            batch.Findings.Add(new PendingFinding(service, finding, at));
            worst = finding.Severity > worst ? finding.Severity : worst;
            notes.Note(batch, host, service, ChangeKind.FindingAdded, at, null, finding.Title);
        }
        service.WorstFinding = worst;
    }
}
