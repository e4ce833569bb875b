using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>How a person reaches the one port.</summary>
/// <param name="Dial">Name or address that leads there by the family that the person has to come by.</param>
/// <param name="Name">What the port's certificate is held against; the same as <paramref name="Dial"/> where that will do.</param>
internal sealed record OnePortHost(string Dial, string Name)
{
    /// <summary>Dialled by something else than the certificate's name, which not every program can.</summary>
    public bool IsAwkward => !string.Equals(Dial, Name, StringComparison.Ordinal);

    /// <param name="dial">Where the grant's own door is.</param>
    public static OnePortHost Of(string dial, string? publicName, OnePortSettings port)
    {
        if (publicName is not null && !port.PinsSource)
            dial = publicName.Trim('[', ']');
        if (port.Certificate is not { } certificate)
            return new(dial, dial);
        if (
            !IPAddress.TryParse(dial, out var address)
            || (address.AddressFamily == AddressFamily.InterNetwork && certificate.MatchesHostname(dial))
        )
            return new(dial, dial);
        var named =
            publicName is not null && !IPAddress.TryParse(publicName, out _)
                ? publicName
                : certificate.GetNameInfo(X509NameType.DnsName, false);
        return named.Length > 0 && !named.Contains('*', StringComparison.Ordinal) && Uri.CheckHostName(named) == UriHostNameType.Dns
            ? new(dial, named)
            : new(dial, dial);
    }
}
