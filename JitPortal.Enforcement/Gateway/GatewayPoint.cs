using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Gateway.OnePort;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Probing;
using JitPortal.Enforcement.Toolkit;
using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Enforcement.Gateway;

/// <summary>
/// The built-in gateway: one TCP listener a grant, pinned to the person's address, in the portal's own process. Works on any system
/// without special rights; guards only the path through it.
/// </summary>
internal partial class GatewayPoint : IEnforcementPoint, IConnectionCarrier, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<GrantId, GatewayDoor> _doors = new();
    private readonly EndedDoors _ended;
    private readonly Turns _turns = new();
    private readonly GatewaySettings _settings;
    private readonly bool _hasSensors;
    private readonly FlowRules _rules;
    private readonly PortPool _ports;
    private readonly ConnectListener? _onePort;
    private readonly GatewayProof _proof;
    private readonly PublicName _name;
    private readonly TimeProvider _time;
    private readonly ILogger<GatewayPoint> _log;
    private readonly Sweep _sweep;

    /// <summary>Addresses that doors are open for; renewed each second.</summary>
    private volatile HashSet<IPAddress> _holders = new HashSet<IPAddress>();

    // Set when the portal tells it the first doors: a command-line verb makes a gateway too, and must not take the running portal's port.
    private volatile bool _inUse;

    public GatewayPoint(IOptions<GatewayOptions> options, TimeProvider time, ILogger<GatewayPoint> log, SensorProbes? sensors = null)
    {
        _settings = GatewaySettings.Read(options.Value).Required();
        (Capabilities, Snippets) = (GatewayCapabilities.Of(_settings.OnePort), GatewaySnippets.Of(_settings));
        (_time, _log, _ports, _hasSensors) = (time, log, new PortPool(_settings, time), sensors is { Any: true });
        (_name, _ended) = (new PublicName(_settings), new EndedDoors(time));
        _rules = FlowRules.From(_settings, time);
        _proof = new GatewayProof(_settings, time, grant => _doors.GetValueOrDefault(grant), sensors);
        if (_settings.OnePort is { } port)
            _onePort = new ConnectListener(
                _settings,
                port,
                new ConnectJudge(new TokenBrake(time), Door, log),
                address => _holders.Contains(address),
                time,
                log
            );
        _sweep = new Sweep(
            Name,
            time,
            log,
            () =>
            {
                LookAround();
                return Task.CompletedTask;
            }
        );
    }

    /// <summary>Every portal has just one.</summary>
    public const string OnlyName = "gateway";

    public event EventHandler? Changed;

    IPAddress? IConnectionCarrier.SeenBy(Endpoint service) =>
        _rules.EgressTo(new IPEndPoint(service.Address, service.Port)) ?? LocalAddress.Towards(service.Address);

    public string Name => OnlyName;

    private protected GatewaySettings Settings => _settings;

    /// <summary>Bytes that grown buffers hold now.</summary>
    internal long BulkMemory => _rules.Bulk.Taken;

    public Capabilities Capabilities { get; }

    public IReadOnlyList<Snippet> Snippets { get; }

    public IReadOnlyList<ObservedDoor> Glance() => [.. _doors.Values.Select(d => d.View())];

    /// <summary>It ends the person's connection and makes one of its own, so the two may be of different address families.</summary>
    public string? ObjectionTo(Endpoint service, IPAddress? source) =>
        service.Protocol != TransportProtocol.Tcp ? $"The gateway carries TCP only; {service.PortName} cannot be opened with it."
        : source is not null && _settings.OnePort is null or { PinsSource: true } && !Hears(source)
            ? $"The gateway listens on {_settings.Listen} only, where {source} cannot come from; ask from an address of its family, or set Gateway:Listen to ::."
        : null;

    private bool Hears(IPAddress source) =>
        _settings.Listen is null || _settings.Listen.Equals(IPAddress.IPv6Any) || _settings.Listen.AddressFamily == source.AddressFamily;

    private protected GatewayDoor? Door(GrantId grant) => _doors.GetValueOrDefault(grant);

    public Task<IReadOnlyList<ObservedDoor>> ObserveAsync(CancellationToken ct) => Task.FromResult(Glance());

    public async Task<EnforcementReport> ApplyAsync(DesiredAccess desired, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        _inUse = true;
        _onePort?.TryListen();
        var failed = new ConcurrentBag<DoorFailure>();
        var plan = DoorPlan.Between(desired, _doors.Values.Select(d => d.Wanted), _time.GetUtcNow());
        await ShutAsync(plan.Shut, failed);
        foreach (var door in plan.Move)
            if (!_doors.TryGetValue(door.Grant, out var open) || !open.MoveDeadline(door))
                failed.Add(new DoorFailure(door.Grant, "The grant was closing when its deadline was to be moved."));
        var known = plan.Open.Any() ? await _name.AddressesAsync(ct) : [];
        foreach (var door in plan.Open)
            Open(door, known, failed);
        _ended.ForgetOld(desired);
        return new EnforcementReport(Glance(), _ended.All, [.. failed]);
    }

    /// <summary>NB. Needs nothing but what is in memory: no database, no file, no descriptor.</summary>
    public Task EndAsync(IReadOnlyCollection<GrantId> grants, CancellationToken ct) => ShutAsync(grants, []);

    public Task<bool> CutAsync(GrantId grant, string flowId, CancellationToken ct) =>
        Task.FromResult(_doors.TryGetValue(grant, out var door) && door.Cut(flowId));

    public Task<ProbeResult> ProveOpenAsync(DoorAddress door, CancellationToken ct) => _proof.OpenAsync(door, ct);

    public async Task<ProbeResult> ProveShutAsync(DoorAddress door, CancellationToken ct)
    {
        // A connect would meet the other grant's door and say nothing about this one.
        if (door.Port != 0 && !_doors.ContainsKey(door.Grant) && _doors.Values.Any(d => d.Port == door.Port))
            return new ProbeResult(
                ProbeVerdict.NotComparable,
                $"The gateway has no port open for this grant, and port {door.Port} belongs to another grant now, so it cannot be tested any more.",
                "from the portal's machine",
                _time.GetUtcNow(),
                TimeSpan.Zero
            )
            {
                Grounds = ShutGrounds.ShutThere,
                CanTryAgain = false,
            };
        var seen = await _proof.ShutAsync(door, ct);
        return _doors.ContainsKey(door.Grant) ? seen : seen with { Grounds = ShutGrounds.ShutThere };
    }

    public Task<DirectPathResult> ProbeDirectPathAsync(DoorAddress door, CancellationToken ct) => _proof.DirectAsync(door, ct);

    public Task<IReadOnlyList<PointCheck>> CheckAsync(CancellationToken ct) =>
        Task.FromResult(new GatewayChecks(_settings, _time, _hasSensors).All(_doors.Values.Select(d => d.Port).ToHashSet(), _onePort));

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        if (_onePort is not null)
            await _onePort.DisposeAsync();
        await Task.WhenAll(_doors.Values.Select(door => ShutAsync(door, byDeadline: false, [])));
        _proof.Dispose();
        _turns.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Open(DesiredDoor door, IReadOnlyList<IPAddress> known, ConcurrentBag<DoorFailure> failed)
    {
        if (ObjectionTo(door.Service, door.Source) is { } objection)
            failed.Add(new DoorFailure(door.Grant, objection, Permanent: true));
        else if (_doors.ContainsKey(door.Grant))
            failed.Add(new DoorFailure(door.Grant, "The grant's earlier opening is not closed yet."));
        else if (_ended.ObjectionTo(door) is { } over)
            failed.Add(over);
        else if (Listen(door, failed) is { } listener)
            Stand(new GatewayDoor(door, _name.For(door.Source, known), listener, _rules, Due));
    }

    private Socket? Listen(DesiredDoor door, ConcurrentBag<DoorFailure> failed)
    {
        try
        {
            if (_ports.Listen(door.Source, door.PreferredPort) is { } listener)
                return listener;
            failed.Add(
                new DoorFailure(door.Grant, $"No free port between {_settings.FirstPort} and {_settings.LastPort}; widen Gateway:Ports.")
            );
        }
        catch (SocketException e)
        {
            failed.Add(
                new DoorFailure(
                    door.Grant,
                    $"The gateway cannot listen ({e.SocketErrorCode}); check Gateway:Listen and the limit of open files."
                )
            );
        }

        return null;
    }

    private void Stand(GatewayDoor door)
    {
        _ended.Reopened(door.Wanted.Grant);
        _doors[door.Wanted.Grant] = door;
        _ = door.AcceptAsync();
        Log.Opened(_log, door.Wanted.Grant, door.Port, door.Wanted.Service, door.Wanted.Source.ToString(), door.Wanted.Deadline);
    }

    private Task ShutAsync(IEnumerable<GrantId> grants, ConcurrentBag<DoorFailure> failed) =>
        Task.WhenAll(
            grants.Select(grant =>
                _doors.TryGetValue(grant, out var door) ? ShutAsync(door, byDeadline: false, failed) : Task.CompletedTask
            )
        );

    private void LookAround()
    {
        foreach (var door in _doors.Values)
            if (door.IsDue)
                Due(door);
        foreach (var door in _doors.Values)
            door.Look();
        _holders = _doors.Values.Select(d => d.Wanted.Source).ToHashSet();
        if (_inUse)
            _onePort?.TryListen();
    }

    private void Due(GatewayDoor door)
    {
        if (door.IsDue)
            _ = ShutAsync(door, byDeadline: true, []);
        else
            door.Rearm();
    }

    private async Task ShutAsync(GatewayDoor door, bool byDeadline, ConcurrentBag<DoorFailure> failed)
    {
        var grant = door.Wanted.Grant;
        try
        {
            var shut = await door.ShutAsync(byDeadline, Patience);
            _ended.Add(shut, door.Wanted.Deadline);
            if (!_doors.TryRemove(KeyValuePair.Create(grant, door)))
                return;
            _ports.Rest(door.Port);
            if (byDeadline)
                Changed?.Invoke(this, EventArgs.Empty);
            Log.Shut(_log, grant, door.Port, shut.FlowsCut, shut.ByDeadline);
        }
        catch (Exception e) when (e is TimeoutException or SocketException)
        {
            failed.Add(new DoorFailure(grant, "New connections are refused, but live ones have not ended yet; trying again."));
            Log.NotShut(_log, e, grant, door.Port);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Grant {Grant} is open on port {Port}: {Source} to {Service} until {Deadline:o}")]
        public static partial void Opened(ILogger log, GrantId grant, int port, Endpoint service, string source, DateTimeOffset deadline);

        [LoggerMessage(
            2002,
            LogLevel.Information,
            "Grant {Grant} on port {Port} is closed, {Flows} connections cut, by its own clock: {ByDeadline}"
        )]
        public static partial void Shut(ILogger log, GrantId grant, int port, int flows, bool byDeadline);

        [LoggerMessage(2003, LogLevel.Error, "Grant {Grant} on port {Port} has connections that did not end")]
        public static partial void NotShut(ILogger log, Exception e, GrantId grant, int port);
    }
}
