using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Gateway.OnePort;
using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Gateway;

/// <summary>
/// One connection through a door: two sockets and a pump each way. It exists, and can be cut, before the service is connected.
/// </summary>
internal sealed class GatewayFlow : IDisposable
{
    private readonly FlowRules _rules;
    private readonly Func<bool> _over;
    private readonly Socket _client;
    private readonly Socket _service;
    private readonly FlowCount _count;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SocketPump[] _pumps = [];
    private int _cut;

    /// <param name="over">Whether the door's time is over.</param>
    public GatewayFlow(string id, Entrant entrant, AddressFamily serviceFamily, ByteMeter? door, FlowRules rules, Func<bool> over)
    {
        (Id, Entrant, _rules, _client, _over) = (id, entrant, rules, entrant.Socket, over);
        _count = new FlowCount(new ByteMeter(rules.Time.GetTimestamp()), door);
        OpenedAt = rules.Time.GetUtcNow();
        _service = new Socket(serviceFamily, SocketType.Stream, ProtocolType.Tcp);
    }

    public string Id { get; }

    public Entrant Entrant { get; }

    public bool IsProbe => Entrant.Probe is not null;

    public DateTimeOffset OpenedAt { get; }

    /// <summary>Done when both sockets are closed and no pump runs any more.</summary>
    public Task Ended => _ended.Task;

    public FlowView View()
    {
        var (rateIn, rateOut) = _count.Flow.PerSecond(_rules.Time);
        return new FlowView(Id, Entrant.Source, OpenedAt, _count.Flow.In, _count.Flow.Out) { RateIn = rateIn, RateOut = rateOut };
    }

    /// <summary>Resets both sides. Safe at any moment, from any thread, more than once.</summary>
    public void Cut()
    {
        Volatile.Write(ref _cut, 1);
        _client.Reset();
        _service.Reset();
    }

    public void Dispose() => Cut();

    /// <summary>Each second: cuts what has been silent for too long, and what nobody but this look would find broken.</summary>
    public void Look(long now)
    {
        var quiet = _count.Flow.Sample(now, _rules.Time);
        try
        {
            if ((_rules.Settings.IdleTimeout is { } longest && quiet >= longest) || _pumps.Any(p => p.IsOrphaned))
                Cut();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It ended in this moment.
        }
    }

    /// <summary>Connects to the service and carries bytes until one side breaks, both are done, or the flow is cut.</summary>
    public async Task RunAsync(IPEndPoint service)
    {
        var whole = false;
        try
        {
            await ConnectAsync(service);
            await CarryAsync();
            whole = true;
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side broke or the flow was cut: both are reset below.
        }
        finally
        {
            if (!whole)
                Cut();
            _client.Dispose();
            _service.Dispose();
            Entrant.Tunnel?.Dispose();
            _ended.TrySetResult();
        }
    }

    private async Task ConnectAsync(IPEndPoint service)
    {
        var answer = SocketError.TimedOut;
        try
        {
            _client.Prepare();
            _service.Prepare();
            if (_rules.EgressTo(service) is { } egress)
                _service.Bind(new IPEndPoint(egress, 0));
            using (var patience = new CancellationTokenSource(_rules.Settings.ConnectTimeout))
                await _service.ConnectAsync(service, patience.Token);

            // NB. A cut that came between the accept and here has closed the sockets already, or is seen now.
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _cut) == 1, this);
            answer = SocketError.Success;
        }
        catch (SocketException e)
        {
            answer = e.SocketErrorCode;
            throw;
        }
        finally
        {
            Entrant.Probe?.Tell(answer);
            if (Entrant.Tunnel is { } tunnel)
                await tunnel.AnswerAsync(answer);
        }
    }

    private async Task CarryAsync()
    {
        if (Entrant.Tunnel is { } tunnel)
            await tunnel.PassEarlyAsync(_service, _count, EndIfOver);
        if (Entrant.Tunnel is { Secure: { } secure })
        {
            await Task.WhenAll(
                AloneAsync(new SecurePump(secure, _client, _service, _count, EndIfOver).InwardAsync()),
                AloneAsync(new SecurePump(secure, _client, _service, _count, EndIfOver).OutwardAsync())
            );
            return;
        }

        _pumps =
        [
            new SocketPump(_client, _service, true, _count, _rules.Bulk, EndIfOver),
            new SocketPump(_service, _client, false, _count, _rules.Bulk, EndIfOver),
        ];
        await Task.WhenAll(_pumps.Select(p => AloneAsync(p.RunAsync())));
    }

    private void EndIfOver()
    {
        if (_over())
            throw new OperationCanceledException();
    }

    /// <summary>One direction. When it breaks the other must not wait for a side that is gone.</summary>
    private async Task AloneAsync(Task pump)
    {
        try
        {
            await pump;
        }
        catch
        {
            Cut();
            throw;
        }
    }
}
