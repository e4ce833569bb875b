using System.Net;
using System.Net.Sockets;
using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Inventory.Ingest;

/// <summary>
/// Decides what a scan's hosts change. Pure: known rows and sightings in, rows to write out. "Closed" means asked for and not open from a
/// vantage point that saw it open; "gone" means asked for and silent; what was not asked for stays as it was.
/// </summary>
internal sealed class BatchPlanner(ScanFrame frame, SensitivityClassifier classifier, DateTimeOffset now)
{
    private readonly ChangeNotes _notes = new();
    private long _sighting = Sightings.NumberOf(frame.Scan);
    private DateTimeOffset _seenAt = frame.SeenAt;
    private ServicePlanner? _services;
    private int _hostCount;
    private int _serviceCount;

    public InventoryCounts Counts => new(
        _hostCount, _serviceCount, _notes.Of(ChangeKind.HostFound), _notes.Of(ChangeKind.HostBack), _notes.Of(ChangeKind.HostGone), _notes.Of(ChangeKind.ServiceOpened),
        _notes.Of(ChangeKind.ServiceClosed), _notes.Of(ChangeKind.ServiceChanged), _notes.Of(ChangeKind.IdentityChanged), _notes.Of(ChangeKind.FindingAdded));

    /// <summary>What the present run asked for.</summary>
    public AskedPorts Asked { get; private set; } = new();

    private ServicePlanner Services => _services ??= new ServicePlanner(frame.Vantage, _sighting, Asked, classifier, _notes);

    /// <summary>Another run, joined into the same file: it is taken as if it had been imported by itself.</summary>
    public void BeginRun(DateTimeOffset seenAt)
    {
        (Asked, _services, _seenAt) = (new AskedPorts(), null, seenAt);
        _sighting = (_sighting + 1) & long.MaxValue;
    }

    public long FingerprintOf(HostRecord record) => HostFingerprint.Of(record, frame.Vantage, Asked.Hash);

    /// <summary>Whether the sighting says exactly what the last one said, so that only times move.</summary>
    public bool IsRepeat(HostTrace known, HostRecord record, long fingerprint) =>
        known.Fingerprint == fingerprint && known.Sighting != _sighting && known.State == HostState.Up && SeenAt(record) >= known.LastSeen;

    public void Touch(InventoryBatch batch, HostTrace known, HostRecord record)
    {
        batch.TouchedHosts.Add(new TouchedHost(known.Id, SeenAt(record).UtcTicks));
        _hostCount++;
        _serviceCount += known.OpenServices;
    }

    public void Find(InventoryBatch batch, HostRecord record, long fingerprint)
    {
        var (at, address) = (SeenAt(record), AddressText.ToNumber(record.Address!));
        var host = new Host
        {
            Address = record.Address!.ToString(),
            AddressKey = AddressText.SortKey(address),
            Network = NetworkOf(record.Address),
            FirstSeen = at,
            Mark = HostMark.New,
        };
        batch.NewHosts.Add(host);
        _notes.Note(batch, host, null, ChangeKind.HostFound, at);
        Describe(host, record, at, fingerprint);
        host.Evidence = IdentityEvidence.Of(record);
        foreach (var port in OpenPorts(record))
            Count(host, Services.Add(batch, host, address, port, record.Scripts, at));
        AddScripts(batch, host, record);
        _hostCount++;
        _serviceCount += host.OpenServices;
    }

    public void Renew(InventoryBatch batch, Host host, HostRecord record, long fingerprint, KnownServices known)
    {
        var (at, address, changes) = (SeenAt(record), AddressText.ToNumber(record.Address!), batch.Changes.Count);
        var (isNews, sameScan) = (at >= host.LastSeen, host.Sighting == _sighting);
        if (isNews && host.State == HostState.Gone)
            _notes.Note(batch, host, null, ChangeKind.HostBack, at);
        RenewServices(batch, host, record, address, at, known);
        // NB. A sighting older than what is known may add, and never closes or rewrites: an old file must not undo today's scan.
        if (isNews)
        {
            var (merged, replaced) = IdentityEvidence.Merge(host.Evidence, IdentityEvidence.Of(record));
            host.Evidence = merged;
            foreach (var (was, isNow) in replaced)
                _notes.Note(batch, host, null, ChangeKind.IdentityChanged, at, was, isNow);
            Describe(host, record, at, sameScan ? 0 : fingerprint);
            AddScripts(batch, host, record);
        }
        host.FirstSeen = at < host.FirstSeen ? at : host.FirstSeen;
        if (batch.Changes.Count > changes)
            host.Mark = sameScan && host.Mark == HostMark.New ? HostMark.New : HostMark.Changed;
        else if (!sameScan && isNews)
            host.Mark = HostMark.None;
        batch.ChangedHosts.Add(host);
    }

    /// <summary>The scan asked for the host and got no answer. Hosts that never answered have no entry and get none.</summary>
    public void Lose(InventoryBatch batch, Host host, DateTimeOffset at)
    {
        if (host.State == HostState.Gone || host.Sighting == _sighting || at < host.LastSeen || !host.Vantages.Contains(frame.Vantage, StringComparer.Ordinal))
            return;
        host.Vantages = [.. host.Vantages.Where(v => v != frame.Vantage)];
        host.Fingerprint = 0;
        if (host.Vantages.Count == 0)
        {
            (host.State, host.Mark) = (HostState.Gone, HostMark.Changed);
            _notes.Note(batch, host, null, ChangeKind.HostGone, at);
        }
        batch.ChangedHosts.Add(host);
    }

    /// <summary>NB. A file may claim to be from the future, where it would never go stale.</summary>
    public DateTimeOffset SeenAt(HostRecord record) => record.SeenAt is { } said && said < now ? said : _seenAt < now ? _seenAt : now;

    /// <summary>The block of the map: /24, or /64.</summary>
    public static string NetworkOf(IPAddress address)
    {
        var hostBits = address.AddressFamily == AddressFamily.InterNetwork ? 8 : 64;
        var first = AddressText.ToNumber(address) >> hostBits << hostBits;
        return AddressRange.Between(first, first | ((UInt128.One << hostBits) - 1)).ToString();
    }

    private void RenewServices(InventoryBatch batch, Host host, HostRecord record, UInt128 address, DateTimeOffset at, KnownServices known)
    {
        var services = known.ByHost[host.Id].ToDictionary(s => (s.Protocol, s.Port));
        var caughtUp = services.Values.Where(s => s.CatchUpWith(host)).ToHashSet();
        host.SameSince = host.Sighting;
        (host.OpenServices, host.Worst) = (0, null);
        foreach (var port in OpenPorts(record))
        {
            if (services.Remove((port.Protocol!.Value, port.Port), out var service))
            {
                Services.SeeAgain(batch, host, address, service, port, record.Scripts, at, known);
            }
            else
            {
                service = Services.Add(batch, host, address, port, record.Scripts, at);
                _notes.Note(batch, host, service, ChangeKind.ServiceOpened, at, null, ServiceText.Of(service.Name, service.Product, service.Version));
            }
            Count(host, service);
        }
        foreach (var service in services.Values)
        {
            var isNews = at >= host.LastSeen;
            var closed = isNews && !record.TimedOut && Services.CloseIfAsked(batch, host, service, SeenPort.Of(record, service.Protocol, service.Port), at);
            var touched = !closed && isNews && service.State == PortState.Open && Services.TakeHostFindings(batch, host, service, record.Scripts, at, known);
            if (!closed && (touched || caughtUp.Contains(service)))
                batch.ChangedServices.Add(service);
            Count(host, service);
        }
        _hostCount++;
        _serviceCount += record.Ports.Count(p => p is { State: PortState.Open, Protocol: not null });
    }

    private void Describe(Host host, HostRecord record, DateTimeOffset at, long fingerprint)
    {
        host.State = HostState.Up;
        host.LastSeen = at;
        host.LastScanId = frame.Scan;
        (host.Sighting, host.SameSince) = (_sighting, _sighting);
        host.Fingerprint = fingerprint;
        host.Hostnames = record.Hostnames.Count > 0 ? record.Hostnames : host.Hostnames;
        host.Mac = record.Mac ?? host.Mac;
        host.Vendor = record.Vendor ?? host.Vendor;
        host.Vantages = ServicePlanner.With(host.Vantages, frame.Vantage);
        if (record.Os is { } os)
            (host.Os, host.OsAccuracy) = (os.Name, os.Accuracy);
    }

    private static void AddScripts(InventoryBatch batch, Host host, HostRecord record)
    {
        foreach (var script in record.Scripts)
            batch.Scripts.Add(new PendingScript(host, null, script));
    }

    private static void Count(Host host, Service service)
    {
        if (service.State != PortState.Open)
            return;
        host.OpenServices++;
        host.Worst = host.Worst > service.Sensitivity ? host.Worst : service.Sensitivity;
    }

    /// <summary>Each port once: merged sightings may list it twice.</summary>
    private static IEnumerable<PortRecord> OpenPorts(HostRecord record) =>
        record.Ports.Where(p => p is { State: PortState.Open, Protocol: not null }).DistinctBy(p => (p.Protocol, p.Port));
}
