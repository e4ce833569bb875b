using System.Globalization;
using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Shared;

namespace JitPortal.Inventory.Ingest;

/// <summary>One scan on its way into the inventory. Not for use by two threads at once.</summary>
internal sealed class InventorySession : IAsyncDisposable
{
    /// <summary>Hosts of one transaction: large enough to be cheap, short enough (some 20 ms) that nobody else waits for the write lock.</summary>
    public const int BatchSize = 512;

    private readonly IInventoryStore _store;
    private readonly BatchPlanner _planner;
    private readonly Dictionary<(ScanId Scan, long Run), AskedPorts> _askedBy = [];
    private readonly ScanFrame _frame;
    private readonly Func<CancellationToken, Task> _follow;
    private readonly JournaledWrite _queue;
    private readonly TimeProvider _clock;
    private readonly Action _written;

    internal InventorySession(
        ScanFrame frame,
        IInventoryStore store,
        SensitivityClassifier classifier,
        Func<CancellationToken, Task> follow,
        JournaledWrite queue,
        TimeProvider clock,
        Action written
    )
    {
        (_frame, _store, _follow, _queue, _clock, _written) = (frame, store, follow, queue, clock, written);
        _planner = new BatchPlanner(frame, classifier, clock.GetUtcNow());
    }

    public InventoryCounts Counts => _planner.Counts;

    /// <summary>Says which ports the scan asks for, as a scaninfo element does; before the hosts.</summary>
    /// <param name="type">Nmap's word for the kind of probe, such as <c>syn</c>: it decides whether silence can mean "closed".</param>
    public void Ask(string type, string protocol, string services) => _planner.Asked.Add(type, protocol, services);

    /// <summary>
    /// Another run of the same file begins: what the earlier ones asked says nothing of its hosts. Write their hosts first.
    /// </summary>
    public void BeginRun(DateTimeOffset seenAt) => _planner.BeginRun(seenAt);

    /// <summary>Writes hosts in one transaction, the down ones too: those that were up are gone then. Pages hear of it.</summary>
    public async Task WriteAsync(IReadOnlyList<HostRecord> records, CancellationToken ct)
    {
        var once = SightingMerge.ByAddress(records);
        if (once.Count > 0)
            await TransactAsync(batch => PlanAsync(batch, once, ct), ct);
    }

    /// <summary>Ends the scan. When it was complete, known hosts of <paramref name="scope"/> that it did not see are gone.</summary>
    public async Task<InventoryCounts> FinishAsync(bool complete, IReadOnlyList<AddressRange> scope, CancellationToken ct)
    {
        var at = _clock.GetUtcNow();
        if (complete)
            await SweepAsync(scope, at, (batch, host, known) => _planner.Lose(batch, host, at, known), ct);
        return Counts;
    }

    /// <summary>
    /// For a complete scan that writes nothing of hosts without an open port (<c>nmap --open</c>): what it asked of the hosts of
    /// <paramref name="scope"/> that it left out is closed.
    /// </summary>
    public Task CloseUnlistedAsync(IReadOnlyList<AddressRange> scope, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        var at = _frame.SeenAt < now ? _frame.SeenAt : now;
        return SweepAsync(scope, at, (batch, host, known) => _planner.Silence(batch, host, null, at, known, isGone: false), ct);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>Goes through the hosts of the scope that the scan did not see, a batch in each transaction.</summary>
    private async Task SweepAsync(
        IReadOnlyList<AddressRange> scope,
        DateTimeOffset at,
        Action<InventoryBatch, Host, KnownServices> plan,
        CancellationToken ct
    )
    {
        foreach (var range in scope)
        {
            for (AddressRange? left = range; left is { } part; )
            {
                left = null;
                await TransactAsync(
                    async batch =>
                    {
                        var unseen = await _store.UnseenAsync(part, Sightings.NumberOf(_frame.Scan), BatchSize, ct);
                        if (unseen.Count == BatchSize && Number(unseen[^1]) < part.Last)
                            left = AddressRange.Between(Number(unseen[^1]) + 1, part.Last);
                        var hosts = unseen.Where(h => _planner.MayLose(h, at)).ToList();
                        if (hosts.Count == 0)
                            return;
                        var known = await _store.ServicesAsync([.. hosts.Select(h => h.Id)], ct);
                        foreach (var host in hosts)
                            plan(batch, host, known);
                    },
                    ct
                );
            }
        }
    }

    private static UInt128 Number(Host host) =>
        UInt128.Parse(host.AddressKey, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private async Task TransactAsync(Func<InventoryBatch, Task> plan, CancellationToken ct)
    {
        var batch = new InventoryBatch { Sighting = _planner.Sighting };
        await _queue.TakeTurnAsync(() => WriteAsync(batch, plan, ct), ct);
        if (!batch.IsEmpty)
            _written();
    }

    private async Task WriteAsync(InventoryBatch batch, Func<InventoryBatch, Task> plan, CancellationToken ct)
    {
        await _store.BeginAsync(ct);
        try
        {
            // NB. Inside the write: rules saved before it count, and those saved after it classify what it leaves.
            await _follow(ct);
            await plan(batch);
            await _store.ApplyAsync(batch, _frame.Scan, ct);
            await _store.CommitAsync(ct);
        }
        catch
        {
            await _store.RollbackAsync();
            throw;
        }
    }

    private async Task PlanAsync(InventoryBatch batch, IReadOnlyList<HostRecord> records, CancellationToken ct)
    {
        var known = await _store.TracesAsync([.. records.Select(r => AddressText.SortKey(r.Address!))], ct);
        var differing = new List<(long Host, HostRecord Record, long Fingerprint)>();
        foreach (var record in records)
        {
            var isKnown = known.TryGetValue(AddressText.SortKey(record.Address!), out var trace);
            if (!record.IsAlive)
            {
                if (isKnown && (record.State == SeenState.Down || record.IsGhost))
                    differing.Add((trace.Id, record, 0));
                continue;
            }
            var fingerprint = _planner.FingerprintOf(record);
            if (!isKnown)
                _planner.Find(batch, record, fingerprint);
            else if (_planner.IsRepeat(trace, record, fingerprint))
                _planner.Touch(batch, trace, record);
            else
                differing.Add((trace.Id, record, fingerprint));
        }
        if (differing.Count == 0)
            return;
        var hosts = await _store.HostsAsync([.. differing.Select(d => d.Host)], ct);
        var services = await _store.ServicesAsync([.. differing.Select(d => d.Host)], ct);
        foreach (var (id, record, fingerprint) in differing)
        {
            var (host, at) = (hosts[id], _planner.SeenAt(record));
            if (record.IsAlive)
                _planner.Renew(batch, host, record, fingerprint, services, at < host.LastSeen ? await AskedByAsync(host, ct) : null);
            else if (record.IsGhost)
                _planner.Silence(batch, host, record, at, services, isGone: true);
            else
                _planner.Lose(batch, host, at, services);
        }
    }

    /// <summary>What the run that saw the host last had asked. Only old files want to know, of the few scans that came after them.</summary>
    private async Task<AskedPorts> AskedByAsync(Host host, CancellationToken ct)
    {
        var run = (Scan: host.LastScanId, Run: Sightings.RunOf(host.LastScanId, host.Sighting));
        if (!_askedBy.TryGetValue(run, out var asked))
            _askedBy[run] = asked = RunScopes.Of(await _store.PortScopeAsync(run.Scan, ct), run.Run);
        return asked;
    }
}

/// <summary>What all hosts of one scan have in common.</summary>
/// <param name="Site">Whose addresses it saw.</param>
/// <param name="Vantage">From where the scan looked.</param>
/// <param name="SeenAt">When a host was seen whose own time the scan does not say.</param>
public sealed record ScanFrame(ScanId Scan, string Site, string Vantage, DateTimeOffset SeenAt);

/// <summary>What a scan did to the inventory.</summary>
/// <param name="Hosts">Live hosts written.</param>
/// <param name="Services">Open services written.</param>
public sealed record InventoryCounts(
    int Hosts,
    int Services,
    int HostsFound,
    int HostsBack,
    int HostsGone,
    int Opened,
    int Closed,
    int Changed,
    int IdentitiesChanged,
    int FindingsAdded,
    int CertificatesRenewed
)
{
    public static InventoryCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Rows of the change table.</summary>
    public int Changes =>
        HostsFound + HostsBack + HostsGone + Opened + Closed + Changed + IdentitiesChanged + FindingsAdded + CertificatesRenewed;
}
