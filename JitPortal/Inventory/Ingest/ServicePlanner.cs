using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Inventory.Ingest;

/// <summary>Decides what a sighting changes on the services of one host. Pure.</summary>
internal sealed class ServicePlanner(ScanFrame frame, AskedPorts asked, SensitivityClassifier classifier, ChangeNotes notes)
{
    private readonly long _sighting = Sightings.NumberOf(frame.Scan);
    private readonly string[] _here = [frame.Vantage];

    /// <param name="isNews">False when what is known of the host is newer: then nothing is reported as a change.</param>
    public Service Add(InventoryBatch batch, Host host, UInt128 address, PortRecord port, DateTimeOffset at, bool isNews = true)
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
        AddOutputs(batch, host, service, port, at, [], isNews);
        return service;
    }

    /// <param name="isNews">False when what is known of the host is newer: what was closed since stays closed, and nothing is reported as a change.</param>
    public void SeeAgain(InventoryBatch batch, Host host, UInt128 address, Service service, PortRecord port, DateTimeOffset at, KnownServices known, bool isNews)
    {
        batch.ChangedServices.Add(service);
        if (at < service.FirstSeen)
            service.FirstSeen = at;
        if (at < service.LastSeen)
            return;
        if (!isNews && service.State != PortState.Open)
        {
            service.LastSeen = at;
            return;
        }
        if (isNews && service.State != PortState.Open)
            notes.Note(batch, host, service, ChangeKind.ServiceOpened, at, service.State.ToString(), Text(port.Service));
        else if (isNews && Differs(service, port.Service))
            notes.Note(batch, host, service, ChangeKind.ServiceChanged, at, ServiceText.Of(service.Name, service.Product, service.Version), Text(port.Service));
        service.State = PortState.Open;
        service.LastSeen = at;
        service.Sighting = _sighting;
        service.Vantages = With(service.Vantages, frame.Vantage);
        TakeFacts(service, port.Service);
        Classify(service, address);
        AddOutputs(batch, host, service, port, at, known.FindingsByService[service.Id], isNews);
    }

    /// <summary>The sighting does not show it open. NB. Two sightings of one host in one scan add up (masscan writes one per port), they never close. True when it lost its vantage point.</summary>
    public bool CloseIfAsked(InventoryBatch batch, Host host, Service service, PortRecord? port, DateTimeOffset at)
    {
        if (service.State != PortState.Open || service.Sighting == _sighting || !asked.Contains(service.Protocol, service.Port) || port?.State == PortState.OpenFiltered)
            return false;
        if (!service.Vantages.Contains(frame.Vantage, VantageName.Comparer))
            return false;
        service.Vantages = Without(service.Vantages, frame.Vantage);
        if (service.Vantages.Count == 0)
        {
            service.State = port is null || port.State == PortState.Unknown ? PortState.Closed : port.State;
            notes.Note(batch, host, service, ChangeKind.ServiceClosed, at, ServiceText.Of(service.Name, service.Product, service.Version), service.State.ToString());
        }
        batch.ChangedServices.Add(service);
        return true;
    }

    /// <summary>Its host does not answer from here any more, so neither does it. Nobody is told one by one: that the host went says it.</summary>
    public void LoseHost(InventoryBatch batch, Host host, Service service)
    {
        if (service.State != PortState.Open)
            return;
        service.CatchUpWith(host);
        service.Vantages = host.State == HostState.Gone ? [] : Without(service.Vantages, frame.Vantage);
        if (service.Vantages.Count == 0)
            service.State = PortState.Closed;
        batch.ChangedServices.Add(service);
    }

    public static IReadOnlyList<string> Without(IReadOnlyList<string> names, string name) => [.. names.Where(v => !VantageName.Comparer.Equals(v, name))];

    public static IReadOnlyList<string> With(IReadOnlyList<string> names, string name) => names.Contains(name, VantageName.Comparer) ? names : [.. names, name];

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

    private void AddOutputs(InventoryBatch batch, Host host, Service service, PortRecord port, DateTimeOffset at, IEnumerable<Finding> known, bool isNews)
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
            if (isNews)
                notes.Note(batch, host, service, ChangeKind.FindingAdded, at, null, finding.Title);
        }
        service.WorstFinding = worst;
    }
}
