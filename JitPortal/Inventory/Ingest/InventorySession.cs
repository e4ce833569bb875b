using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Shared;

namespace JitPortal.Inventory.Ingest;

/// <summary>One scan on its way into the inventory. Not for use by two threads at once.</summary>
public sealed class InventorySession : IAsyncDisposable
{
    /// <summary>Hosts of one transaction: large enough to be cheap, short enough (some 20 ms) that nobody else waits for the write lock.</summary>
    public const int BatchSize = 512;

    private readonly IInventoryStore _store;
    private readonly BatchPlanner _planner;
    private readonly AskedPorts _asked = new();
    private readonly ScanFrame _frame;
    private readonly Func<CancellationToken, Task> _follow;
    private readonly JournaledWrite _queue;
    private readonly TimeProvider _clock;
    private readonly Action _written;

    internal InventorySession(ScanFrame frame, IInventoryStore store, SensitivityClassifier classifier, Func<CancellationToken, Task> follow, JournaledWrite queue, TimeProvider clock, Action written)
    {
        (_frame, _store, _follow, _queue, _clock, _written) = (frame, store, follow, queue, clock, written);
        _planner = new BatchPlanner(frame, _asked, classifier, clock.GetUtcNow());
    }

    public InventoryCounts Counts => _planner.Counts;

    /// <summary>Says which ports the scan asks for, as a scaninfo element does; before the hosts.</summary>
    public void Ask(string protocol, string services) => _asked.Add(protocol, services);

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
        if (!complete)
            return Counts;
        var at = _clock.GetUtcNow();
        foreach (var range in scope)
        {
            await TransactAsync(
                async batch =>
                {
                    foreach (var host in await _store.UnseenAsync(range, Sightings.NumberOf(_frame.Scan), ct))
                        _planner.Lose(batch, host, at);
                },
                ct);
        }
        return Counts;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task TransactAsync(Func<InventoryBatch, Task> plan, CancellationToken ct)
    {
        var batch = new InventoryBatch();
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
                if (isKnown && record.State == SeenState.Down)
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
        var services = await _store.ServicesAsync([.. differing.Where(d => d.Record.IsAlive).Select(d => d.Host)], ct);
        foreach (var (id, record, fingerprint) in differing)
        {
            if (record.IsAlive)
                _planner.Renew(batch, hosts[id], record, fingerprint, services);
            else
                _planner.Lose(batch, hosts[id], _planner.SeenAt(record));
        }
    }
}
