using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>
/// The one port: takes connections, hears what they want, and hands those that may pass to their door. NB. Until a token is shown it
/// deals with anybody: everything here is bounded in time, size and number.
/// </summary>
internal sealed partial class ConnectListener : IAsyncDisposable
{
    internal static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(10);
    private const int Backlog = 512;

    /// <summary>Who has not shown a token yet; and how many of them may come from one network.</summary>
    private const int Places = 512;
    private const int PlacesOfOne = 32;
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);
    private readonly Lock _opening = new();
    private readonly ConcurrentDictionary<Socket, byte> _talking = new();
    private readonly FairRoom _room;
    private readonly GatewaySettings _settings;
    private readonly OnePortSettings _port;
    private readonly ConnectJudge _judge;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private Socket? _listener;
    private volatile bool _stopped;

    /// <param name="holds">Whether somebody at that address holds a grant now: they are the last to lose their place to others.</param>
    public ConnectListener(
        GatewaySettings settings,
        OnePortSettings port,
        ConnectJudge judge,
        Func<IPAddress, bool> holds,
        TimeProvider time,
        ILogger log
    ) => (_settings, _port, _judge, _room, _time, _log) = (settings, port, judge, new FairRoom(Places, PlacesOfOne, holds), time, log);

    /// <summary>Why it does not listen; null when it does, or was not told to yet.</summary>
    public SocketError? Deaf { get; private set; }

    /// <summary>May be called again and again: something else may have held the port when the portal started.</summary>
    public void TryListen()
    {
        lock (_opening)
        {
            if (_listener is not null || _stopped)
                return;
            try
            {
                _listener = ListeningSocket.Open(
                    _settings.Listen ?? (Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any),
                    _port.Port,
                    dualMode: true,
                    Backlog
                );
                Deaf = null;
                _ = AcceptAsync(_listener);
            }
            catch (SocketException e)
            {
                if (Deaf is null)
                    Log.CannotListen(_log, _port.Port, e.SocketErrorCode);
                Deaf = e.SocketErrorCode;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_opening)
        {
            _stopped = true;
            _listener?.Dispose();
        }

        foreach (var socket in _talking.Keys)
            socket.Reset();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopped)
        {
            try
            {
                var client = await listener.AcceptAsync();
                if (client.Peer() is { } source && _room.Enter(source.Address, client.Reset) is { } place)
                    _ = HearAsync(client, source, place);
                else
                    client.Reset();
            }
            catch (SocketException) when (!_stopped)
            {
                await Task.Delay(AcceptPause, _time);
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task HearAsync(Socket client, IPEndPoint source, FairSlot place)
    {
        await Task.Yield();
        _talking[client] = 0;
        var (passed, talk) = (false, default(Stream));
        try
        {
            // Stopping resets those it can see; who is seen too late leaves here.
            ObjectDisposedException.ThrowIf(_stopped, this);
            using var patience = new CancellationTokenSource(HeadTime, _time);
            client.NoDelay = true;
            talk = await GreetAsync(client, patience.Token);
            var heard = await HeadReader.ReadAsync(talk, patience.Token);
            var answer =
                heard.Problem ?? _judge.Judge(heard.Head!, new Entrant(client, source) { Tunnel = new Tunnel(talk, client, heard.Early) });
            passed = answer is null;
            if (answer is not null)
                await PoliteEnd.SayAsync(talk, client, answer);
        }
        catch (Exception e)
            when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            // It left, or was not what this port speaks with.
        }
        finally
        {
            _talking.TryRemove(client, out _);
            place.Leave();
            if (!passed)
            {
                client.Dispose();
                talk?.Dispose();
            }
        }
    }

    private async Task<Stream> GreetAsync(Socket client, CancellationToken ct)
    {
        var bare = new NetworkStream(client, ownsSocket: false);
        if (_port.Certificate is null)
            return bare;
        var secure = new SslStream(bare);
        try
        {
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _port.Certificate }, ct);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2011, LogLevel.Error, "The gateway cannot listen on its one port {Port} ({Error}); trying again")]
        public static partial void CannotListen(ILogger log, int port, SocketError error);
    }
}
