using System.Net;
using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway;

/// <summary>
/// Hands out listening ports in turn. A port that was shut rests first, so that a command somebody kept does not lead through
/// another person's door.
/// </summary>
internal sealed class PortPool(GatewaySettings settings, TimeProvider time)
{
    private const int Backlog = 512;
    private readonly Lock _lock = new();
    private readonly Dictionary<int, DateTimeOffset> _resting = [];
    private int _next = Random.Shared.Next(settings.FirstPort, settings.LastPort + 1);

    /// <summary>A listening socket; on the preferred port if that is in the range, free and not resting. Null when none is free.</summary>
    public Socket? Listen(IPAddress source, int? preferred)
    {
        var now = time.GetUtcNow();
        var bindTo = settings.Listen ?? (source.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any);
        lock (_lock)
            return (preferred is { } port ? TryPreferredNeedsLock(bindTo, port, now) : null) ?? NextFreeNeedsLock(bindTo, now);
    }

    public void Rest(int port)
    {
        lock (_lock)
            _resting[port] = time.GetUtcNow() + settings.PortRest;
    }

    private Socket? TryPreferredNeedsLock(IPAddress bindTo, int port, DateTimeOffset now) =>
        port >= settings.FirstPort && port <= settings.LastPort && !IsRestingNeedsLock(port, now)
            ? TryListen(bindTo, port, settings.Listen is not null)
            : null;

    private Socket? NextFreeNeedsLock(IPAddress bindTo, DateTimeOffset now)
    {
        for (var tries = settings.LastPort - settings.FirstPort + 1; tries > 0; tries--)
        {
            var candidate = _next;
            _next = _next == settings.LastPort ? settings.FirstPort : _next + 1;
            if (!IsRestingNeedsLock(candidate, now) && TryListen(bindTo, candidate, settings.Listen is not null) is { } listener)
                return listener;
        }

        return null;
    }

    private bool IsRestingNeedsLock(int port, DateTimeOffset now) =>
        _resting.TryGetValue(port, out var until) && (now < until || !_resting.Remove(port));

    private static Socket? TryListen(IPAddress address, int port, bool dualMode)
    {
        try
        {
            // Both families only where the settings ask for them by writing "::".
            return ListeningSocket.Open(address, port, dualMode, Backlog);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return null;
        }
    }
}
