using System.Net;
using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway;

/// <summary>
/// Where a person is told to connect. NB. A door admits one address, so a name helps only when it leads there by that address's family:
/// a client that takes the other family comes from another address and is turned away.
/// </summary>
internal sealed class PublicName(GatewaySettings settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What the name resolves to now; empty when it is none, or when that is not known here.</summary>
    public async Task<IReadOnlyList<IPAddress>> AddressesAsync(CancellationToken ct)
    {
        if (settings.PublicHost is not { } name)
            return [];
        if (IPAddress.TryParse(name, out var address))
            return [address];
        try
        {
            return await Dns.GetHostAddressesAsync(name, ct).WaitAsync(Patience, ct);
        }
        catch (Exception e) when (e is SocketException or TimeoutException or ArgumentException)
        {
            return [];
        }
    }

    /// <summary>The name where it serves the person, else an address that does.</summary>
    /// <param name="known">What the name resolves to.</param>
    public string For(IPAddress source, IReadOnlyList<IPAddress> known)
    {
        var own = Own(source);
        // Whoever sits at this machine would come from another of its addresses by its public name.
        if (
            settings.PublicHost is not { } name
            || IPAddress.IsLoopback(source)
            || string.Equals(own, source.ToString(), StringComparison.Ordinal)
        )
            return own;
        // Hosts files lead a machine's own name to itself; what others resolve is then not known.
        var seen = known.Where(a => !IPAddress.IsLoopback(a)).ToList();
        if (seen.Count == 0 || seen.TrueForAll(a => a.AddressFamily == source.AddressFamily))
            return name.Trim('[', ']');
        return seen.Find(a => a.AddressFamily == source.AddressFamily)?.ToString() ?? own;
    }

    private string Own(IPAddress source) =>
        settings.Listen is { } listen && !listen.Equals(IPAddress.Any) && !listen.Equals(IPAddress.IPv6Any)
            ? listen.ToString()
            : LocalAddress.Towards(source)?.ToString() ?? Dns.GetHostName();
}
