using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace JitPortal.Lab;

/// <summary>Listens on every address of the lab and hands each connection to its service. Loopback only, by construction and by check.</summary>
internal sealed partial class LabServer(IOptions<LabOptions> options, TimeProvider clock, ILogger<LabServer> logger)
    : IHostedService,
        IAsyncDisposable
{
    /// <summary>Never disposed: it holds no timer, and a host that is stopped from two sides may stop this service after disposing it.</summary>
    private readonly CancellationTokenSource _stop = new();

    private readonly List<Socket> _listeners = [];
    private readonly List<Task> _loops = [];
    private int _connections;

    /// <summary>Where services really listen, in the order of the lab's map.</summary>
    public IReadOnlyList<IPEndPoint> Listening => [.. _listeners.Select(listener => (IPEndPoint)listener.LocalEndPoint!)];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var skipped = 0;
        var moved = 0;
        foreach (var network in LabMap.Networks(clock))
        foreach (var host in network.Hosts)
        foreach (var service in host.Services)
        {
            var port = Open(options.Value.AddressOf(network, host.Number), service);
            skipped += port is null ? 1 : 0;
            moved += port is not null && port != service.Port ? 1 : 0;
        }

        Log.Started(logger, _listeners.Count, options.Value.Prefix);
        if (moved > 0)
            Log.Moved(logger, moved);
        if (skipped > 0)
            Log.Skipped(logger, skipped);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        foreach (var listener in _listeners)
            listener.Dispose();
        await Task.WhenAll(_loops).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    /// <summary>The port that was taken, or null when neither could be.</summary>
    private int? Open(IPAddress address, LabService service)
    {
        // NB. The lab imitates open doors; a slip in its map must not open one to a network.
        if (!IPAddress.IsLoopback(address))
            throw new InvalidOperationException($"{address} is not a loopback address.");
        foreach (var port in new[] { service.Port, service.HighPort }.Distinct())
        {
            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                listener.Bind(new IPEndPoint(address, port));
                listener.Listen();
            }
            catch (SocketException)
            {
                listener.Dispose();
                continue;
            }

            _listeners.Add(listener);
            _loops.Add(AcceptAsync(listener, service.Talk));
            return port;
        }

        return null;
    }

    private async Task AcceptAsync(Socket listener, LabTalk talk)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var peer = await listener.AcceptAsync(_stop.Token);
                if (Interlocked.Increment(ref _connections) <= options.Value.MaxConnections)
                    _ = ServeAsync(peer, talk);
                else
                    Leave(peer);
            }
            catch (SocketException)
            {
                // The peer gave up between its SYN and our accept (scanners do); the next one is waiting.
            }
            catch (Exception ending) when (ending is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket peer, LabTalk talk)
    {
        try
        {
            using var life = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            life.CancelAfter(options.Value.ConnectionLife);
            await using var stream = new NetworkStream(peer, ownsSocket: false);
            await talk(stream, life.Token);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer left or its time is over: how every connection ends.
        }
        catch (Exception bug)
        {
            Log.Failed(logger, bug);
        }
        finally
        {
            Leave(peer);
        }
    }

    private void Leave(Socket peer)
    {
        Interlocked.Decrement(ref _connections);
        peer.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The demo lab listens with {Services} services on 127.{Prefix}.x.y.")]
        public static partial void Started(ILogger logger, int services, byte prefix);

        [LoggerMessage(
            2,
            LogLevel.Information,
            "{Services} services of the lab stand on high ports: this process may not open ports below 1024."
        )]
        public static partial void Moved(ILogger logger, int services);

        [LoggerMessage(
            3,
            LogLevel.Warning,
            "{Services} services of the lab could not listen: their ports are taken, or this system has only 127.0.0.1."
        )]
        public static partial void Skipped(ILogger logger, int services);

        [LoggerMessage(4, LogLevel.Warning, "A service of the lab failed on a connection.")]
        public static partial void Failed(ILogger logger, Exception bug);
    }
}
