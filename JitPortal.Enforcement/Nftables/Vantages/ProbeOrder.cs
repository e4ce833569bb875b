using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Vantages;

/// <summary>
/// One line of the verb <c>probe</c>: <c>SRC DST tcp PORT</c>, which tries a service as the person; or of <c>reach</c>:
/// <c>DST tcp PORT</c>, which tries it from the machine with the rules itself. NB. The applier reads it anew whoever wrote it.
/// </summary>
/// <param name="Source">Null for the machine itself.</param>
internal sealed record ProbeOrder(IPAddress? Source, IPAddress Service, int Port)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Source is null ? "" : $"{Source} ")}{Service} tcp {Port}");

    public static bool TryParse(string body, bool asPerson, [NotNullWhen(true)] out ProbeOrder? order)
    {
        order = body.TrimEnd('\n').Split(' ') switch
        {
            [var source, var service, "tcp", var port]
                when asPerson && Machine(source) is { } from && Machine(service) is { } to && from.AddressFamily == to.AddressFamily => Of(
                from,
                to,
                port
            ),
            [var service, "tcp", var port] when !asPerson => Of(null, Machine(service), port),
            _ => null,
        };
        return order is not null;
    }

    private static ProbeOrder? Of(IPAddress? source, IPAddress? service, string port) =>
        service is not null
        && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and <= 65535
            ? new ProbeOrder(source, service, number)
            : null;

    /// <summary>An address that one machine can have on a network.</summary>
    private static IPAddress? Machine(string text) =>
        AddressText.TryParse(text, out var address)
        && address.ToString() == text
        && !IPAddress.IsLoopback(address)
        && (
            address.AddressFamily == AddressFamily.InterNetwork
                ? address.GetAddressBytes()[0] is > 0 and < 224
                : !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any)
        )
            ? address
            : null;
}
