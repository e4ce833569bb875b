using System.Net;
using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway;

/// <summary>
/// Hands out listening ports in turn. A port that was shut rests first, so that a command somebody kept does not lead through
/// another person's door. Not safe for calls at the same time: the gateway's own lock guards it.
/// </summary>
internal sealed class PortPool(GatewaySettings settings, TimeProvider time)
{
    private const int Backlog = 512;
    private readonly Dictionary<int, DateTimeOffset> _resting = [];
    private int _next = settings.FirstPort;

    /// <summary>A listening socket; on the preferred port if that is in the range, free and not resting. Null when none is free.</summary>
    public Socket? Listen(IPAddress source, int? preferred)
    {
        var now = time.GetUtcNow();
        var bindTo = settings.Listen ?? (source.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any);
        if (preferred is { } port && port >= settings.FirstPort && port <= settings.LastPort && !IsResting(port, now) && TryListen(bindTo, port) is { } same)
            return same;
        for (var tries = settings.LastPort - settings.FirstPort + 1; tries > 0; tries--)
        {
            var candidate = _next;
            _next = _next == settings.LastPort ? settings.FirstPort : _next + 1;
            if (!IsResting(candidate, now) && TryListen(bindTo, candidate) is { } listener)
                return listener;
        }

        return null;
    }

    public void Rest(int port) => _resting[port] = time.GetUtcNow() + settings.PortRest;

    private bool IsResting(int port, DateTimeOffset now) =>
        _resting.TryGetValue(port, out var until) && (now < until || !_resting.Remove(port));

    private static Socket? TryListen(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
