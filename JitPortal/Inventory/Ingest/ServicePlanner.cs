using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Inventory.Ingest;

/// <summary>Decides what a sighting changes on the services of one host. Pure.</summary>
internal sealed class ServicePlanner(string vantage, long sighting, AskedPorts asked, SensitivityClassifier classifier, ChangeNotes notes)
{
    private readonly string[] _here = [vantage];

    /// <param name="isNews">False when what is known of the host is newer: then nothing is reported as a change.</param>
    public Service Add(
        InventoryBatch batch,
        Host host,
        UInt128 address,
        PortRecord port,
        IReadOnlyList<ScriptRecord> hostScripts,
        DateTimeOffset at,
        bool isNews = true
    )
    {
        var service = new Service
        {
            Host = host,
            HostId = host.Id,
            Place = AddressSortKey.Of(address),
            Port = port.Port,
            Protocol = port.Protocol!.Value,
            State = PortState.Open,
            FirstSeen = at,
            LastSeen = at,
            Vantages = _here,
            Sighting = sighting,
        };
        TakeFacts(service, port.Service);
        Classify(service, address);
        batch.NewServices.Add(service);
        AddOutputs(batch, host, service, port.Scripts, hostScripts, at, [], isNews);
        return service;
    }

    /// <param name="isNews">False when what is known of the host is newer: what was closed since stays closed, and nothing is reported as a change.</param>
    public void SeeAgain(
        InventoryBatch batch,
        Host host,
        UInt128 address,
        Service service,
        PortRecord port,
        IReadOnlyList<ScriptRecord> hostScripts,
        DateTimeOffset at,
        KnownServices known,
        bool isNews
    )
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
            notes.Note(
                batch,
                host,
                service,
                ChangeKind.ServiceChanged,
                at,
                ServiceText.Of(service.Name, service.Product, service.Version),
                Text(port.Service)
            );
        service.State = PortState.Open;
        service.LastSeen = at;
        service.Sighting = sighting;
        service.Vantages = With(service.Vantages, vantage);
        TakeFacts(service, port.Service);
        Classify(service, address);
        AddOutputs(batch, host, service, port.Scripts, hostScripts, at, known.FindingsByService[service.Id], isNews);
    }

    /// <summary>
    /// The sighting does not show it open. NB. Two sightings of one host in one run add up (masscan writes one per port): only a port of
    /// which the later one says that it is closed is. True when it lost its vantage point.
    /// </summary>
    public bool CloseIfAsked(InventoryBatch batch, Host host, Service service, SeenPort seen, DateTimeOffset at)
    {
        if (
            service.State != PortState.Open
            || !seen.MayClose
            || !asked.Contains(service.Protocol, service.Port)
            || (service.Sighting == sighting && !seen.IsSaid)
        )
            return false;
        if (!service.Vantages.Contains(vantage, VantageName.Comparer))
            return false;
        service.Vantages = Without(service.Vantages, vantage);
        if (service.Vantages.Count == 0)
        {
            service.State = seen.State!.Value;
            notes.Note(
                batch,
                host,
                service,
                ChangeKind.ServiceClosed,
                at,
                ServiceText.Of(service.Name, service.Product, service.Version),
                service.State.ToString()
            );
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
        service.Vantages = host.State == HostState.Gone ? [] : Without(service.Vantages, vantage);
        if (service.Vantages.Count == 0)
            service.State = PortState.Closed;
        batch.ChangedServices.Add(service);
    }

    public static IReadOnlyList<string> Without(IReadOnlyList<string> names, string name) =>
        [.. names.Where(v => !VantageName.Comparer.Equals(v, name))];

    public static IReadOnlyList<string> With(IReadOnlyList<string> names, string name) =>
        names.Contains(name, VantageName.Comparer) ? names : [.. names, name];

    private static string Text(ServiceRecord? seen) => ServiceText.Of(seen?.Name, seen?.Product, seen?.Version);

    /// <summary>A name that is only looked up by the port number says less than an answer to a probe, and does not replace it.</summary>
    private static bool SaysMore(Service known, ServiceRecord? seen) => seen is not null && (seen.Probed || !known.Probed);

    private static bool Differs(Service known, ServiceRecord? seen) =>
        SaysMore(known, seen)
        && (known.Name != seen!.Name || known.Product != seen.Product || known.Version != seen.Version || known.Tunnel != seen.Tunnel);

    private static void TakeFacts(Service service, ServiceRecord? seen)
    {
        if (!SaysMore(service, seen))
            return;
        (service.Name, service.Product, service.Version) = (seen!.Name, seen.Product, seen.Version);
        (service.ExtraInfo, service.Tunnel, service.Cpe, service.Probed) = (seen.ExtraInfo, seen.Tunnel, seen.Cpes, seen.Probed);
    }

    private void Classify(Service service, UInt128 address)
    {
        var said = classifier.Classify(
            new ClassifiedFacts(address, service.Protocol, service.Port, service.Name, service.Product, service.Cpe)
        );
        (service.Sensitivity, service.Tags, service.Owner) = (said.Sensitivity, said.Tags, said.Owner);
    }

    /// <summary>What scripts said of the host as a whole holds for each of its open services. True when anything came of it.</summary>
    public bool TakeHostFindings(
        InventoryBatch batch,
        Host host,
        Service service,
        IReadOnlyList<ScriptRecord> hostScripts,
        DateTimeOffset at,
        KnownServices known
    )
    {
        var before = (service.WorstFinding, batch.Findings.Count, batch.LostFindings.Count);
        AddFindings(batch, host, service, hostScripts, at, known.FindingsByService[service.Id], isNews: true);
        return before != (service.WorstFinding, batch.Findings.Count, batch.LostFindings.Count);
    }

    private void AddOutputs(
        InventoryBatch batch,
        Host host,
        Service service,
        IReadOnlyList<ScriptRecord> own,
        IReadOnlyList<ScriptRecord> hostScripts,
        DateTimeOffset at,
        IEnumerable<Finding> known,
        bool isNews
    )
    {
        foreach (var script in own)
            batch.Scripts.Add(new PendingScript(host, service, script));
        AddFindings(batch, host, service, hostScripts.Count == 0 ? own : [.. own, .. hostScripts], at, known, isNews);
    }

    private void AddFindings(
        InventoryBatch batch,
        Host host,
        Service service,
        IReadOnlyList<ScriptRecord> scripts,
        DateTimeOffset at,
        IEnumerable<Finding> known,
        bool isNews
    )
    {
        if (scripts.Count == 0)
            return;
        var seen = ScriptFindings.Of(scripts, at);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var worst = Severity.None;
        foreach (var finding in known)
        {
            if (seen.Any(f => f.Name == finding.Name) || !scripts.Any(s => s.Id == finding.Script))
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
