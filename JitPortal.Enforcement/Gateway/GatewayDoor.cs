using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Gateway.OnePort;
using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Gateway;

/// <summary>
/// The listener of one grant and all connections through it, those of the one-port mode included. Once shutting has begun nothing new
/// gets in; it is shut when every socket is closed.
/// </summary>
internal sealed class GatewayDoor : IDisposable
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, GatewayFlow> _flows = [];
    private readonly List<ProbeTicket> _probes = [];
    private readonly Socket _listener;
    private readonly FlowRules _rules;
    private readonly ByteMeter _meter;
    private readonly ConnectionRate _rate;
    private readonly DoorDeadline _deadline;
    private DesiredDoor _door;
    private TokenHash? _token;
    private volatile bool _shutting;
    private bool _byDeadline;
    private ShutDoor? _shut;
    private int _people;
    private int _flowsCut;
    private long _turned;
    private long _lastFlow;

    public GatewayDoor(DesiredDoor door, string host, Socket listener, FlowRules rules, Action<GatewayDoor> due)
    {
        (_door, Host, _listener, _rules) = (door, host, listener, rules);
        OpenedAt = rules.Time.GetUtcNow();
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        _meter = new ByteMeter(rules.Time.GetTimestamp());
        _rate = new ConnectionRate(rules.Settings.ConnectionsPerSecond, rules.Time);
        _deadline = new DoorDeadline(door.Deadline, rules.Time, () => due(this));
    }

    public string Host { get; }

    public int Port { get; }

    public DateTimeOffset OpenedAt { get; }

    /// <summary>What it was opened for, with the deadline as it is now.</summary>
    public DesiredDoor Wanted => _door;

    /// <summary>Nothing new gets in any more.</summary>
    public bool Shutting => _shutting;

    public bool IsDue => _deadline.IsDue;

    /// <summary>What the one-port mode asks for; null when none was issued. NB. It lives here and nowhere else, so it ends with the door.</summary>
    public TokenHash? Token => Volatile.Read(ref _token);

    public ObservedDoor View()
    {
        lock (_lock)
        {
            var flows = _flows.Values.Where(f => !f.IsProbe).Select(f => f.View()).OrderBy(f => f.OpenedAt).ToList();
            var (rateIn, rateOut) = _meter.PerSecond(_rules.Time);
            return new ObservedDoor(
                _door.Grant,
                _door.Source,
                _door.Service,
                _door.Deadline,
                Host,
                Port,
                OpenedAt,
                flows,
                _meter.In,
                _meter.Out,
                Interlocked.Read(ref _turned)
            )
            {
                RateIn = rateIn,
                RateOut = rateOut,
            };
        }
    }

    /// <summary>A new deadline, earlier or later; false when the door is shutting already.</summary>
    public bool MoveDeadline(DesiredDoor door)
    {
        lock (_lock)
        {
            if (_shutting || IsDue)
                return false;
            _door = door;
            _deadline.Move(door.Deadline);
            return true;
        }
    }

    /// <summary>After a timer that could not reach the deadline in one go.</summary>
    public void Rearm()
    {
        lock (_lock)
        {
            if (!_shutting)
                _deadline.Rearm();
        }
    }

    /// <summary>From now on only this token counts; false when the door is shutting or due.</summary>
    public bool TakeToken(TokenHash token)
    {
        lock (_lock)
        {
            if (_shutting || IsDue)
                return false;
            Volatile.Write(ref _token, token);
            return true;
        }
    }

    public ProbeTicket LetIn(IPEndPoint probe)
    {
        var ticket = new ProbeTicket(probe);
        lock (_lock)
            _probes.Add(ticket);
        return ticket;
    }

    /// <summary>NB. A ticket that was not used would let in whoever binds that port of this machine next.</summary>
    public void Withdraw(ProbeTicket ticket)
    {
        lock (_lock)
            _probes.Remove(ticket);
    }

    /// <summary>Takes connections until the listener is closed.</summary>
    public async Task AcceptAsync()
    {
        while (!_shutting)
        {
            try
            {
                var client = await _listener.AcceptAsync();
                if (client.Peer() is not { } source || Admit(new Entrant(client, source)) != Admission.Admitted)
                    client.Reset();
            }
            catch (SocketException) when (!_shutting)
            {
                // Out of descriptors, or the peer left while waiting: neither ends the door.
                await Task.Delay(AcceptPause, _rules.Time);
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    /// <summary>Takes the connection over when it may pass; else it stays the caller's to answer and close.</summary>
    public Admission Admit(Entrant entrant)
    {
        lock (_lock)
        {
            var probe = entrant.Tunnel is null ? _probes.Find(p => p.Local.Equals(entrant.Source)) : null;
            if (probe is not null)
                _probes.Remove(probe);
            var answer = JudgeNeedsLock(entrant, probe is not null);
            if (answer == Admission.Admitted)
                answer = StartNeedsLock(entrant with { Probe = probe });
            if (answer != Admission.Admitted && probe is null)
                Interlocked.Increment(ref _turned);
            return answer;
        }
    }

    public bool Cut(string flowId)
    {
        GatewayFlow? flow;
        lock (_lock)
            _flows.TryGetValue(flowId, out flow);
        flow?.Cut();
        return flow is not null;
    }

    /// <summary>Each second: takes the rates, and ends what is silent for too long or broken unnoticed.</summary>
    public void Look()
    {
        var now = _rules.Time.GetTimestamp();
        _meter.Sample(now, _rules.Time);
        GatewayFlow[] flows;
        lock (_lock)
            flows = [.. _flows.Values];
        foreach (var flow in flows)
            flow.Look(now);
    }

    /// <summary>Closes the listener, resets every connection and waits until all are gone. May be called again when it ran out of patience.</summary>
    public async Task<ShutDoor> ShutAsync(bool byDeadline, TimeSpan patience)
    {
        GatewayFlow[] flows;
        lock (_lock)
        {
            if (!_shutting)
                (_byDeadline, _flowsCut) = (byDeadline, _people);
            _shutting = true;
            Volatile.Write(ref _token, null);
            flows = [.. _flows.Values];
        }

        _listener.Dispose();
        _deadline.Dispose();
        Parallel.ForEach(flows, flow => flow.Cut());
        await Task.WhenAll(flows.Select(f => f.Ended)).WaitAsync(patience);
        // Of two that wait for it, both tell the same end.
        lock (_lock)
            return _shut ??= new ShutDoor(_door.Grant, _rules.Time.GetUtcNow(), _flowsCut, _meter.In, _meter.Out, _byDeadline)
            {
                Stamp = _rules.Time.GetTimestamp(),
            };
    }

    public void Dispose()
    {
        _listener.Dispose();
        _deadline.Dispose();
    }

    private Admission JudgeNeedsLock(Entrant entrant, bool isProbe)
    {
        if (_shutting || IsDue)
            return Admission.Shut;
        if (isProbe)
            return Admission.Admitted;
        if ((entrant.Tunnel is null || _rules.Settings.OnePort is { PinsSource: true }) && !entrant.Source.Address.Equals(_door.Source))
            return Admission.Stranger;
        if (_people >= _rules.Settings.MaxConnectionsPerGrant)
            return Admission.Full;
        return _rate.TryPass() ? Admission.Admitted : Admission.TooFast;
    }

    private Admission StartNeedsLock(Entrant entrant)
    {
        if (!_rules.Seats.TryTake(1))
            return Admission.Full;
        try
        {
            var id = (++_lastFlow).ToString(CultureInfo.InvariantCulture);
            var flow = new GatewayFlow(
                id,
                entrant,
                _door.Service.Address.AddressFamily,
                entrant.Probe is null ? _meter : null,
                _rules,
                () => _deadline.IsDue
            );
            _flows.Add(id, flow);
            _people += flow.IsProbe ? 0 : 1;
            _ = CarryAsync(flow);
            return Admission.Admitted;
        }
        catch (SocketException)
        {
            _rules.Seats.GiveBack(1);
            return Admission.NoSockets;
        }
    }

    private async Task CarryAsync(GatewayFlow flow)
    {
        // The accept loop goes on at once; a connect that ends synchronously must not run in it, nor under its lock.
        await Task.Yield();
        try
        {
            await flow.RunAsync(new IPEndPoint(_door.Service.Address, _door.Service.Port));
        }
        finally
        {
            lock (_lock)
            {
                _flows.Remove(flow.Id);
                _people -= flow.IsProbe ? 0 : 1;
            }

            _rules.Seats.GiveBack(1);
        }
    }
}
