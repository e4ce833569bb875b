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
    private static readonly AskedPorts NothingAsked = new();
    private readonly ChangeNotes _notes = new();
    private long _sighting = Sightings.NumberOf(frame.Scan);
    private DateTimeOffset _seenAt = frame.SeenAt;
    private ServicePlanner? _services;
    private int _hostCount;
    private int _serviceCount;

    public InventoryCounts Counts =>
        new(
            _hostCount,
            _serviceCount,
            _notes.Of(ChangeKind.HostFound),
            _notes.Of(ChangeKind.HostBack),
            _notes.Of(ChangeKind.HostGone),
            _notes.Of(ChangeKind.ServiceOpened),
            _notes.Of(ChangeKind.ServiceClosed),
            _notes.Of(ChangeKind.ServiceChanged),
            _notes.Of(ChangeKind.IdentityChanged),
            _notes.Of(ChangeKind.FindingAdded),
            _notes.Of(ChangeKind.CertificateRenewed)
        );

    /// <summary>Number of the present run.</summary>
    public long Sighting => _sighting;

    /// <summary>What the present run asked for.</summary>
    public AskedPorts Asked { get; private set; } = new();

    private ServicePlanner Services => _services ??= new ServicePlanner(frame.Vantage, _sighting, Asked, classifier, _notes);

    /// <summary>Another run, joined into the same file: it is taken as if it had been imported by itself.</summary>
    public void BeginRun(DateTimeOffset seenAt)
    {
        (Asked, _services, _seenAt) = (new AskedPorts(), null, seenAt);
        _sighting = Sightings.NextRun(_sighting);
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
            Site = frame.Site,
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
        AddAddresses(batch, host, record, isNews: true);
        _hostCount++;
        _serviceCount += host.OpenServices;
    }

    /// <param name="askedSince">What the scan that saw it last had asked, when that one is newer than this sighting.</param>
    public void Renew(InventoryBatch batch, Host host, HostRecord record, long fingerprint, KnownServices known, AskedPorts? askedSince)
    {
        var (at, address, changes) = (SeenAt(record), AddressText.ToNumber(record.Address!), batch.Changes.Count);
        var sameScan = host.Sighting == _sighting;
        if (sameScan && at < host.LastSeen)
            at = host.LastSeen;
        var isNews = IsNews(host, at);
        if (isNews && host.State == HostState.Gone)
            _notes.Note(batch, host, null, ChangeKind.HostBack, at);
        RenewServices(batch, host, record, address, at, known, isNews ? null : askedSince ?? NothingAsked);
        AddAddresses(batch, host, record, isNews);
        // NB. A sighting older than what is known may add, and never closes or rewrites: an old file must not undo today's scan.
        if (isNews)
        {
            var merged = IdentityEvidence.Merge(host.Evidence, IdentityEvidence.Of(record));
            host.Evidence = merged.Lines;
            foreach (var (was, isNow) in merged.Replaced)
                _notes.Note(batch, host, null, ChangeKind.IdentityChanged, at, was, isNow);
            foreach (var (was, isNow) in merged.Renewed)
                _notes.Note(batch, host, null, ChangeKind.CertificateRenewed, at, was, isNow);
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

    /// <summary>Whether a scan that got no answer at that time says anything of the host: it knew it up from here, and nothing newer did.</summary>
    public bool MayLose(Host host, DateTimeOffset at) =>
        host.State == HostState.Up
        && host.Sighting != _sighting
        && IsNews(host, at)
        && host.Vantages.Contains(frame.Vantage, VantageName.Comparer);

    /// <summary>
    /// The scan asked for the host and got no answer, so none of its services is open from here. Hosts that never answered have no entry
    /// and get none.
    /// </summary>
    public void Lose(InventoryBatch batch, Host host, DateTimeOffset at, KnownServices known)
    {
        if (!MayLose(host, at))
            return;
        host.Vantages = ServicePlanner.Without(host.Vantages, frame.Vantage);
        (host.Fingerprint, host.SilentAt) = (0, at);
        if (host.Vantages.Count == 0)
        {
            (host.State, host.Mark) = (HostState.Gone, HostMark.Changed);
            _notes.Note(batch, host, null, ChangeKind.HostGone, at);
        }
        (host.OpenServices, host.Worst) = (0, null);
        foreach (var service in known.ByHost[host.Id])
        {
            Services.LoseHost(batch, host, service);
            Count(host, service);
        }
        batch.ChangedHosts.Add(host);
    }

    /// <summary>
    /// The scan asked ports of the host and none of them is open, but it does not say whether the host is there: closes what it asked,
    /// and leaves the rest as it was.
    /// </summary>
    /// <param name="record">What it said of the host, null when it left it out.</param>
    /// <param name="isGone">Whether a host that is left without an open service is gone.</param>
    public void Silence(InventoryBatch batch, Host host, HostRecord? record, DateTimeOffset at, KnownServices known, bool isGone)
    {
        if (!MayLose(host, at) || record is { TimedOut: true })
            return;
        var services = known.ByHost[host.Id].ToList();
        var (closed, changes) = (false, batch.Changes.Count);
        foreach (var service in services.Where(s => s.State == PortState.Open))
        {
            service.CatchUpWith(host);
            // A host that was left out has no open port: that is all the run says of it.
            var port = record is null ? new SeenPort(false, PortState.Closed) : SeenPort.Of(record, service.Protocol, service.Port);
            closed |= Services.CloseIfAsked(batch, host, service, port, at);
        }
        if (isGone && !services.Exists(s => s.State == PortState.Open))
        {
            Lose(batch, host, at, known);
            return;
        }
        if (!closed)
            return;
        (host.Fingerprint, host.SilentAt, host.OpenServices, host.Worst) = (0, at, 0, null);
        foreach (var service in services)
        {
            Count(host, service);
            batch.ChangedServices.Add(service);
        }
        if (batch.Changes.Count > changes)
            host.Mark = HostMark.Changed;
        batch.ChangedHosts.Add(host);
    }

    /// <summary>NB. A file may claim to be from the future, where it would never go stale.</summary>
    public DateTimeOffset SeenAt(HostRecord record) =>
        record.SeenAt is { } said && said < now ? said
        : _seenAt < now ? _seenAt
        : now;

    /// <summary>The block of the map: /24, or /64.</summary>
    public static string NetworkOf(IPAddress address)
    {
        var hostBits = address.AddressFamily == AddressFamily.InterNetwork ? 8 : 64;
        var first = AddressText.ToNumber(address) >> hostBits << hostBits;
        return AddressRange.Between(first, first | ((UInt128.One << hostBits) - 1)).ToString();
    }

    private void RenewServices(
        InventoryBatch batch,
        Host host,
        HostRecord record,
        UInt128 address,
        DateTimeOffset at,
        KnownServices known,
        AskedPorts? askedSince
    )
    {
        var services = known.ByHost[host.Id].ToDictionary(s => (s.Protocol, s.Port));
        var caughtUp = services.Values.Where(s => s.CatchUpWith(host)).ToHashSet();
        host.SameSince = host.Sighting;
        (host.OpenServices, host.Worst) = (0, null);
        foreach (var port in OpenPorts(record))
        {
            if (services.Remove((port.Protocol!.Value, port.Port), out var service))
            {
                Services.SeeAgain(batch, host, address, service, port, record.Scripts, at, known, isNews: askedSince is null);
            }
            else
            {
                service = Services.Add(batch, host, address, port, record.Scripts, at, isNews: askedSince is null);
                if (askedSince?.Contains(service.Protocol, service.Port) == true)
                    (service.State, service.Vantages) = (PortState.Closed, []);
                else if (askedSince is null)
                    _notes.Note(
                        batch,
                        host,
                        service,
                        ChangeKind.ServiceOpened,
                        at,
                        null,
                        ServiceText.Of(service.Name, service.Product, service.Version)
                    );
            }
            Count(host, service);
        }
        foreach (var service in services.Values)
        {
            var isNews = askedSince is null;
            var closed =
                isNews
                && !record.TimedOut
                && Services.CloseIfAsked(batch, host, service, SeenPort.Of(record, service.Protocol, service.Port), at);
            var touched =
                !closed
                && isNews
                && service.State == PortState.Open
                && Services.TakeHostFindings(batch, host, service, record.Scripts, at, known);
            if (!closed && (touched || caughtUp.Contains(service)))
                batch.ChangedServices.Add(service);
            Count(host, service);
        }
        _hostCount++;
        _serviceCount += record.Ports.Count(p => p is { State: PortState.Open, Protocol: not null });
    }

    private void Describe(Host host, HostRecord record, DateTimeOffset at, long fingerprint)
    {
        HostName.Gather(host, record.Hostnames, record.HostnameKinds, at);
        host.State = HostState.Up;
        host.LastSeen = at;
        host.LastScanId = frame.Scan;
        (host.Sighting, host.SameSince) = (_sighting, _sighting);
        host.Fingerprint = fingerprint;
        host.Mac = record.Mac ?? host.Mac;
        host.Vendor = record.Vendor ?? host.Vendor;
        host.Vantages = ServicePlanner.With(host.Vantages, frame.Vantage);
        if (record.Os is { } os)
            (host.Os, host.OsAccuracy) = (os.Name, os.Accuracy);
    }

    /// <summary>NB. A link-local address is another machine's on every other link.</summary>
    private static void AddAddresses(InventoryBatch batch, Host host, HostRecord record, bool isNews)
    {
        foreach (var address in record.OtherAddresses.Where(a => !a.IsIPv6LinkLocal && !a.Equals(record.Address)))
            batch.Addresses.Add(new PendingAddress(host, address, isNews));
    }

    private static bool IsNews(Host host, DateTimeOffset at) => at >= host.LastSeen && at >= host.SilentAt;

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

/// <summary>As much of a known host as it takes to see that a sighting repeats the last one; most hosts of a re-scan are read no further.</summary>
internal readonly record struct HostTrace(
    long Id,
    HostState State,
    DateTimeOffset LastSeen,
    int OpenServices,
    long Sighting,
    long Fingerprint
);

/// <summary>What the database knows of the services and findings of a few hosts.</summary>
internal sealed record KnownServices(ILookup<long, Service> ByHost, ILookup<long, Finding> FindingsByService);
