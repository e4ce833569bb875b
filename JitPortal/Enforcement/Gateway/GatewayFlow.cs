using System.Buffers;
using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Gateway;

/// <summary>
/// One connection through a door: two sockets and a pump each way. It exists, and can be cut, before the service is connected.
/// </summary>
internal sealed class GatewayFlow : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly Socket _client;
    private readonly Socket _service;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytesIn;
    private long _bytesOut;
    private int _cut;

    public GatewayFlow(string id, Socket client, IPEndPoint source, AddressFamily serviceFamily, ProbeTicket? probe, DateTimeOffset openedAt)
    {
        _client = client;
        _service = new Socket(serviceFamily, SocketType.Stream, ProtocolType.Tcp);
        (Id, Source, Probe, OpenedAt) = (id, source, probe, openedAt);
    }

    public string Id { get; }

    public IPEndPoint Source { get; }

    public ProbeTicket? Probe { get; }

    public DateTimeOffset OpenedAt { get; }

    /// <summary>Done when both sockets are closed and no pump runs any more.</summary>
    public Task Ended => _ended.Task;

    public FlowView View() => new(Id, Source, OpenedAt, Interlocked.Read(ref _bytesIn), Interlocked.Read(ref _bytesOut));

    /// <summary>Resets both sides. Safe at any moment, from any thread, more than once.</summary>
    public void Cut()
    {
        Volatile.Write(ref _cut, 1);
        _client.Reset();
        _service.Reset();
    }

    public void Dispose() => Cut();

    /// <summary>Connects to the service and carries bytes until one side breaks, both are done, or the flow is cut.</summary>
    public async Task RunAsync(IPEndPoint service, IPAddress? egress, TimeSpan connectTimeout)
    {
        try
        {
            await ConnectAsync(service, egress, connectTimeout);
            await Task.WhenAll(PumpAsync(_client, _service, inward: true), PumpAsync(_service, _client, inward: false));
            _client.Dispose();
            _service.Dispose();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Probe?.Tell((e as SocketException)?.SocketErrorCode ?? SocketError.TimedOut);
            Cut();
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private async Task ConnectAsync(IPEndPoint service, IPAddress? egress, TimeSpan timeout)
    {
        _client.NoDelay = _service.NoDelay = true;
        _client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        _service.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        if (egress is not null && egress.AddressFamily == service.AddressFamily)
            _service.Bind(new IPEndPoint(egress, 0));
        using (var patience = new CancellationTokenSource(timeout))
            await _service.ConnectAsync(service, patience.Token);

        // NB. A cut that came between the accept and here has closed the sockets already, or is seen now.
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _cut) == 1, this);
        Probe?.Tell(SocketError.Success);
    }

    private async Task PumpAsync(Socket from, Socket to, bool inward)
    {
        try
        {
            while (await CarryAsync(from, to, inward))
            {
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // The other direction must not wait for a side that is gone.
            Cut();
            throw;
        }
    }

    /// <summary>Moves what is there; false at the end of the stream. The read waits for the write, which is the back-pressure.</summary>
    private async ValueTask<bool> CarryAsync(Socket from, Socket to, bool inward)
    {
        // Waiting with an empty buffer holds no memory while the connection is silent.
        await from.ReceiveAsync(Memory<byte>.Empty);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            do
            {
                read = await from.ReceiveAsync(buffer);
                if (read == 0)
                    return false;
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                Interlocked.Add(ref inward ? ref _bytesIn : ref _bytesOut, read);
            }
            while (read == buffer.Length);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
