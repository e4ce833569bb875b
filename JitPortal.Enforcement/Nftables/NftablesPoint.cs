using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Enforcement.Probing;
using JitPortal.Enforcement.Toolkit;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>
/// Linux's packet filter as an enforcement point: on a router, on the protected machine, or on a machine elsewhere. The kernel looks up
/// each packet and holds each deadline; the portal only tells it what is granted, and puts right what others change.
/// </summary>
internal sealed class NftablesPoint : IEnforcementPoint, IServiceControl, IAsyncDisposable
{
    private readonly NftablesSettings _settings;
    private readonly INftApplier _applier;
    private readonly NftTable _table;
    private readonly NftConvergence _convergence;
    private readonly NftablesWatch _watch;
    private readonly NftablesProof _proof;
    private readonly TimeProvider _time;
    private readonly bool _hasSensors;
    private readonly Turns _turns = new();
    private readonly DriftQueue _drift = new();
    private volatile DesiredAccess? _desired;
    private int _disposed;

    public NftablesPoint(
        string name,
        NftablesSettings settings,
        INftApplier applier,
        TimeProvider time,
        ILogger log,
        SensorProbes? sensors = null
    )
    {
        (Name, _settings, _applier, _time, _hasSensors) = (name, settings, applier, time, sensors is { Any: true });
        _table = new NftTable(applier);
        _convergence = new NftConvergence(_table, time);
        _watch = new NftablesWatch(name, applier, settings.Poll, time, log, LookAsync, () => _convergence.NextEnd);
        _proof = new NftablesProof(settings, _table, time, sensors);
        Capabilities = NftablesCapabilities.Of(settings);
        Snippets = NftablesSnippets.Of(settings);
    }

    public event EventHandler? Changed;

    public string Name { get; }

    public Capabilities Capabilities { get; }

    /// <summary>What the portal's own machine sends does not meet rules on it, but meets those on another.</summary>
    public bool IsBehindCarriers => _settings.Place == ApplierAddress.Ssh;

    public IReadOnlyList<Snippet> Snippets { get; }

    public IReadOnlyList<ObservedDoor> Glance()
    {
        var now = _time.GetUtcNow();
        return [.. _convergence.Standing.Values.Where(s => s.Door.Deadline > now).Select(s => s.View())];
    }

    public string? ObjectionTo(Endpoint service, IPAddress? source) =>
        service.Protocol == TransportProtocol.Sctp ? $"{Name} guards TCP and UDP only; {service.PortName} cannot be opened with it."
        : service.Port == 0 ? "A port is needed."
        : source is not null && source.AddressFamily != service.Address.AddressFamily
            ? $"{source} and {service.Address} are of different address families, and {Name} opens a path only within one; ask from an {AddressText.FamilyOf(service.Address)} address."
        : _settings.Guards.Any(g => g.Covers(service)) ? null
        : $"{Name} does not guard {service}: name it in the Guards of its settings, or closing it would keep nobody out.";

    public async Task<IReadOnlyList<ObservedDoor>> ObserveAsync(CancellationToken ct)
    {
        _watch.Start();
        var listed = await _table.ListAsync(ct);
        if (!listed.Ok)
            throw new IOException(listed.Refusal.Sentence);
        var (now, known) = (_time.GetUtcNow(), _convergence.Standing);
        var doors = new Dictionary<GrantId, ObservedDoor>();
        foreach (var element in listed.Value.Elements.Where(e => e.Expires is not null && e.Mark is not null))
        {
            foreach (var grant in element.Mark!.Grants)
                doors[grant] = new KernelDoor(
                    new DesiredDoor(grant, element.Tuple.Source, element.Tuple.Endpoint, element.Mark.Deadline),
                    now
                ).View();
            foreach (var door in known.Values.Where(s => NftTuple.Of(s.Door) == element.Tuple))
                doors[door.Door.Grant] = door.View();
        }

        return [.. doors.Values.Where(d => d.Deadline > now)];
    }

    public async Task<EnforcementReport> ApplyAsync(DesiredAccess desired, CancellationToken ct)
    {
        _watch.Start();
        var (possible, objected) = Objections.Split(desired, ObjectionTo);
        var done = await ConvergeAsync(_ => possible, ct);
        _watch.Wake();
        if (done.Ok)
            return new EnforcementReport(done.Value.Open, done.Value.Shut, [.. objected, .. done.Value.Failed]) { Drift = _drift.Take() };
        var concerned = possible.ByGrant.Keys.Union(_convergence.Standing.Keys);
        return new EnforcementReport(
            [],
            [],
            [.. objected, .. concerned.Select(g => new DoorFailure(g, $"{Name}: {done.Refusal.Sentence}"))]
        )
        {
            Drift = _drift.Take(),
        };
    }

    public async Task EndAsync(IReadOnlyCollection<GrantId> grants, CancellationToken ct)
    {
        if (_desired is { } desired && grants.Any(desired.ByGrant.ContainsKey))
            await ConvergeAsync(now => new DesiredAccess([.. now.Doors.Where(d => !grants.Contains(d.Grant))]), ct);
    }

    /// <summary>Single connections can't be told apart here; a door is cut as a whole.</summary>
    public Task<bool> CutAsync(GrantId grant, string flowId, CancellationToken ct) => Task.FromResult(false);

    public Task<ProbeResult> ProveOpenAsync(DoorAddress door, CancellationToken ct) => _proof.OpenAsync(door, ct);

    public async Task<ProbeResult> ProveShutAsync(DoorAddress door, CancellationToken ct)
    {
        var seen = await _proof.ShutAsync(door, ct);
        if (seen.Verdict != ProbeVerdict.NotComparable)
            return seen;
        // NB. What could not be tried counts as shut only on the kernel's own word, read back now.
        var listed = await _table.ListAsync(ct);
        var gone =
            listed is { Ok: true, Value.IsThere: true }
            && !listed.Value.Elements.Any(e =>
                e.Tuple == NftTuple.Of(door.Source, door.Service) && (e.Mark is not { } mark || mark.Grants.Contains(door.Grant))
            );
        return gone ? seen with { Grounds = ShutGrounds.ShutThere } : seen;
    }

    Task<bool> IServiceControl.IsUpAsync(Endpoint service, CancellationToken ct) => _table.Probe.IsUpAsync(service, ct);

    public Task<DirectPathResult> ProbeDirectPathAsync(DoorAddress door, CancellationToken ct) => _proof.DirectAsync(door, ct);

    public Task<IReadOnlyList<PointCheck>> CheckAsync(CancellationToken ct) => NftablesChecks.LookAsync(_settings, _table, _hasSensors, ct);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _watch.DisposeAsync();
        await _applier.DisposeAsync();
        _turns.Dispose();
    }

    /// <summary>Heals what others changed and finishes what the kernel ended, without being asked.</summary>
    private async Task<Refusal?> LookAsync(CancellationToken ct)
    {
        if (_desired is null)
            return null;
        var done = await ConvergeAsync(now => now, ct);
        if (done is { Ok: true, Value.News: true })
            Changed?.Invoke(this, EventArgs.Empty);
        return done.Refusal;
    }

    /// <param name="change">NB. Made in turn: what one of two at once wants must not undo what the other does.</param>
    private async Task<Outcome<Converged>> ConvergeAsync(Func<DesiredAccess, DesiredAccess> change, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        var desired = change(_desired ?? DesiredAccess.None);
        _desired = desired;
        var done = await _convergence.RunAsync(desired, ct);
        if (done.Ok)
            _drift.Add(done.Value.Drift);
        return done;
    }
}
