using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace JitPortal.Edge;

/// <summary>
/// The listeners of pages and API: a connection for which <see cref="EdgeRoom"/> has no place is reset before anything reads from it. NB.
/// Here and not in the pipeline of a connection: what was accepted already holds a file.
/// </summary>
internal sealed class GuardedListeners(
    IServiceProvider services,
    IOptions<SocketTransportOptions> options,
    TimeProvider time,
    ILoggerFactory logs
) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(options, logs);

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        // The server is made before the settings were looked at; the room reads them, so it is asked for when something listens.
        new Listener(await _sockets.BindAsync(endpoint, cancellationToken), services.GetRequiredService<EdgeRoom>(), time);

    private sealed class Listener(IConnectionListener inner, EdgeRoom room, TimeProvider time) : IConnectionListener
    {
        /// <summary>For calls that are under way when the portal is told to stop; pages and sensors come again by themselves.</summary>
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
        private readonly ConcurrentDictionary<ConnectionContext, byte> _open = new();
        private ITimer? _end;

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await inner.AcceptAsync(cancellationToken) is { } connection)
            {
                if (room.Enter(connection) is { } place)
                {
                    _open[connection] = 0;
                    return new Guarded(connection, place, () => _open.TryRemove(connection, out _));
                }

                connection.Abort();
                await connection.DisposeAsync();
            }

            return null;
        }

        /// <summary>Comes first when the portal stops. NB. Half a call, or a call that waits, would else hold the stop up for half a minute.</summary>
        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _end = time.CreateTimer(_ => EndAll(), null, Patience, Timeout.InfiniteTimeSpan);
            return inner.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            if (_end is not null)
                await _end.DisposeAsync();
            await inner.DisposeAsync();
        }

        private void EndAll()
        {
            foreach (var connection in _open.Keys)
                connection.Abort();
        }
    }

    /// <summary>Gives its place back when its socket is closed, and not before.</summary>
    private sealed class Guarded : ConnectionContext
    {
        private readonly ConnectionContext _inner;
        private readonly EdgeSlot _place;
        private readonly Action _closed;

        public Guarded(ConnectionContext inner, EdgeSlot place, Action closed)
        {
            (_inner, _place, _closed) = (inner, place, closed);
            inner.Features.Set(place);
        }

        public override string ConnectionId
        {
            get => _inner.ConnectionId;
            set => _inner.ConnectionId = value;
        }

        public override IFeatureCollection Features => _inner.Features;

        public override IDictionary<object, object?> Items
        {
            get => _inner.Items;
            set => _inner.Items = value;
        }

        public override IDuplexPipe Transport
        {
            get => _inner.Transport;
            set => _inner.Transport = value;
        }

        public override CancellationToken ConnectionClosed
        {
            get => _inner.ConnectionClosed;
            set => _inner.ConnectionClosed = value;
        }

        public override EndPoint? LocalEndPoint
        {
            get => _inner.LocalEndPoint;
            set => _inner.LocalEndPoint = value;
        }

        public override EndPoint? RemoteEndPoint
        {
            get => _inner.RemoteEndPoint;
            set => _inner.RemoteEndPoint = value;
        }

        public override void Abort() => _inner.Abort();

        public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

        public override async ValueTask DisposeAsync()
        {
            try
            {
                await _inner.DisposeAsync();
            }
            finally
            {
                _place.Leave();
                _closed();
                await base.DisposeAsync();
            }
        }
    }
}
