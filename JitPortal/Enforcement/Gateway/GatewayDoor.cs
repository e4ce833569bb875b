using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Gateway;

/// <summary>
/// The listener of one grant and all connections through it. Once shutting has begun nothing new gets in; it is shut when every
/// socket is closed. It holds its deadline twice: a monotonic time span since opening, and the wall clock.
/// </summary>
internal sealed class GatewayDoor : IDisposable
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, GatewayFlow> _flows = [];
    private readonly List<ProbeTicket> _probes = [];
    private readonly Socket _listener;
    private readonly GatewaySettings _settings;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DesiredDoor _door;
    private (long Start, TimeSpan Span) _budget;
    private volatile bool _shutting;
    private bool _byDeadline;
    private int _flowsCut;
    private long _bytesIn;
    private long _bytesOut;
    private long _turned;
    private long _lastFlow;

    public GatewayDoor(DesiredDoor door, string host, Socket listener, GatewaySettings settings, TimeProvider time, Action<GatewayDoor> due)
    {
        (_door, Host, _listener, _settings, _time) = (door, host, listener, settings, time);
        OpenedAt = time.GetUtcNow();
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        _budget = (time.GetTimestamp(), door.Deadline - OpenedAt);
        _timer = time.CreateTimer(_ => due(this), null, FireIn(_budget.Span), Timeout.InfiniteTimeSpan);
    }

    public string Host { get; }

    public int Port { get; }

    public DateTimeOffset OpenedAt { get; }

    /// <summary>What it was opened for, with the deadline as it is now.</summary>
    public DesiredDoor Wanted => _door;

    /// <summary>Nothing new gets in any more.</summary>
    public bool Shutting => _shutting;

    /// <summary>NB. Either clock is enough: a wall clock set back must not lengthen a grant, nor may a sleeping machine's timer.</summary>
    public bool IsDue => _time.GetUtcNow() >= _door.Deadline || _time.GetElapsedTime(_budget.Start) >= _budget.Span;

    public ObservedDoor View()
    {
        lock (_lock)
        {
            var flows = _flows.Values.Where(f => f.Probe is null).Select(f => f.View()).OrderBy(f => f.OpenedAt).ToList();
            var (bytesIn, bytesOut) = (_bytesIn + flows.Sum(f => f.BytesIn), _bytesOut + flows.Sum(f => f.BytesOut));
            return new ObservedDoor(_door.Grant, _door.Source, _door.Service, _door.Deadline, Host, Port, OpenedAt, flows, bytesIn, bytesOut, Interlocked.Read(ref _turned));
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
            _budget = (_time.GetTimestamp(), door.Deadline - _time.GetUtcNow());
            return _timer.Change(FireIn(_budget.Span), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>After a timer that could not reach the deadline in one go.</summary>
    public void Rearm()
    {
        lock (_lock)
        {
            if (!_shutting)
                _timer.Change(FireIn(_budget.Span - _time.GetElapsedTime(_budget.Start)), Timeout.InfiniteTimeSpan);
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
                Admit(await _listener.AcceptAsync());
            }
            catch (SocketException) when (!_shutting)
            {
                // Out of descriptors, or the peer left while waiting: neither ends the door.
                await Task.Delay(AcceptPause, _time);
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                return;
            }
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

    /// <summary>Closes the listener, resets every connection and waits until all are gone. May be called again when it ran out of patience.</summary>
    public async Task<ShutDoor> ShutAsync(bool byDeadline, TimeSpan patience)
    {
        GatewayFlow[] flows;
        lock (_lock)
        {
            if (!_shutting)
                (_byDeadline, _flowsCut) = (byDeadline, _flows.Values.Count(f => f.Probe is null));
            _shutting = true;
            flows = [.. _flows.Values];
        }

        _listener.Dispose();
        await _timer.DisposeAsync();
        Parallel.ForEach(flows, flow => flow.Cut());
        await Task.WhenAll(flows.Select(f => f.Ended)).WaitAsync(patience);
        var at = _time.GetUtcNow();
        var last = View();
        return new ShutDoor(_door.Grant, at, _flowsCut, last.BytesIn, last.BytesOut, _byDeadline);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _timer.Dispose();
    }

    private static TimeSpan FireIn(TimeSpan span)
    {
        // A system timer cannot be set further ahead than 49 days.
        var longest = TimeSpan.FromDays(40);
        return span <= TimeSpan.Zero ? TimeSpan.Zero : span < longest ? span : longest;
    }

    private void Admit(Socket client)
    {
        if (Register(client) is { } flow)
            _ = CarryAsync(flow);
        else
            client.Reset();
    }

    private GatewayFlow? Register(Socket client)
    {
        if (client.RemoteEndPoint is not IPEndPoint remote)
            return null;
        var source = new IPEndPoint(remote.Address.IsIPv4MappedToIPv6 ? remote.Address.MapToIPv4() : remote.Address, remote.Port);
        lock (_lock)
        {
            var probe = _probes.Find(p => p.Local.Equals(source));
            if (probe is not null)
                _probes.Remove(probe);
            if (_shutting || IsDue || (probe is null && (!source.Address.Equals(_door.Source) || _flows.Count >= _settings.MaxConnectionsPerGrant)))
            {
                Interlocked.Increment(ref _turned);
                return null;
            }

            var id = (++_lastFlow).ToString(CultureInfo.InvariantCulture);
            var flow = new GatewayFlow(id, client, source, _door.Service.Address.AddressFamily, probe, _time.GetUtcNow());
            _flows.Add(id, flow);
            return flow;
        }
    }

    private async Task CarryAsync(GatewayFlow flow)
    {
        // The accept loop goes on at once; a connect that ends synchronously must not run in it.
        await Task.Yield();
        await flow.RunAsync(new IPEndPoint(_door.Service.Address, _door.Service.Port), _settings.Egress, _settings.ConnectTimeout);
        lock (_lock)
        {
            var last = flow.View();
            _flows.Remove(flow.Id);
            (_bytesIn, _bytesOut) = (_bytesIn + last.BytesIn, _bytesOut + last.BytesOut);
        }
    }
}
