using System.Net;
using System.Net.Sockets;

namespace JitPortal.Shared;

/// <summary>
/// Connects only to public addresses and to networks that the settings name. NB. Looks at the address that is really connected to, so
/// a name that resolves differently the second time gains nothing.
/// </summary>
internal sealed class NetworkGuard(IReadOnlyList<AddressRange> allowed)
{
    /// <summary>Special-purpose addresses (the registries of RFC 6890), which no receiver on the internet has.</summary>
    private static readonly IReadOnlyList<AddressRange> Special =
    [
        .. (
            (string[])
                [
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20",
                    "5f00::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8",
                ]
        ).Select(text => AddressRange.TryParse(text, out var range, out _) ? range : throw new FormatException(text)),
    ];

    public bool Admits(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return allowed.Any(a => a.Contains(plain)) || !Special.Any(s => s.Contains(plain));
    }

    public async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken ct)
    {
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, ct);
        var admitted = addresses.Where(Admits).ToArray();
        if (admitted.Length == 0)
            throw new GuardedAddressException(host, addresses);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(admitted, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name leads to addresses that the settings do not allow.</summary>
internal sealed class GuardedAddressException(string host, IReadOnlyList<IPAddress> addresses)
    : IOException(
        addresses.Count == 0
            ? $"{host} has no address."
            : $"{host} is {string.Join(", ", addresses.Take(4))}, which is no public address; add it to AllowedNetworks if that is really meant."
    );
