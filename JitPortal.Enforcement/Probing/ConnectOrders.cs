using System.Net;
using JitPortal.Enforcement.Gateway;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Probing;

/// <summary>A sensor's side: tries one connect for an order.</summary>
/// <param name="allowed">NB. Holds whatever the portal orders, so that a portal in wrong hands cannot look around here; empty = anything.</param>
/// <param name="from">Address to try from; null = the system's choice.</param>
internal sealed class ConnectOrders(IReadOnlyList<AddressRange> allowed, IPAddress? from, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>So that a flood of orders takes no more than a few sockets.</summary>
    private readonly SemaphoreSlim _some = new(16);

    /// <summary>Null when the order may not be carried out here.</summary>
    public async Task<SensorAnswer?> TryAsync(SensorOrder order, CancellationToken ct)
    {
        if (
            !AddressText.TryParse(order.Address, out var address)
            || order.Port is < 1 or > 65535
            || order.TimeoutMs is < 1
            || (allowed.Count > 0 && !allowed.Any(a => a.Contains(address)))
        )
            return null;
        var own = from is { } set && set.AddressFamily == address.AddressFamily ? set : null;
        var timeout = TimeSpan.FromMilliseconds(order.TimeoutMs);
        await _some.WaitAsync(ct);
        try
        {
            var (met, took) = await ConnectProbe.TryAsync(
                new IPEndPoint(address, order.Port),
                own,
                timeout < Longest ? timeout : Longest,
                time,
                ct
            );
            return new SensorAnswer(
                order.Id,
                met.ToString(),
                (own ?? LocalAddress.Towards(address))?.ToString(),
                Math.Round(took.TotalMilliseconds, 1)
            );
        }
        finally
        {
            _some.Release();
        }
    }

    public void Dispose() => _some.Dispose();
}
