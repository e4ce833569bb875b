using System.Globalization;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>Makes a door's token and the words around it.</summary>
internal static class IssuedToken
{
    public const string Kind = "gateway-token";

    public static Outcome<IssuedCredential> For(GatewayDoor? door, GatewaySettings settings, CredentialRequest request)
    {
        if (settings.OnePort is not { } port)
            return Refusal.Conflict("no-one-port", "This gateway has no port for tokens; connect to the grant's own port. An operator can set Gateway:ConnectPort.");
        var (token, hash) = TokenHash.New();
        if (door is null || !door.TakeToken(hash))
            return Refusal.Conflict("door-not-open", "The grant is not open at the gateway, so no token can be issued.");
        var wanted = door.Wanted;
        return new IssuedCredential(
            Kind, wanted.Grant.ToString(), token, null, wanted.Deadline,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["fingerprint"] = hash.Fingerprint,
                ["port"] = port.Port.ToString(CultureInfo.InvariantCulture),
                ["pinned"] = port.PinsSource ? wanted.Source.ToString() : "any address",
            },
            OnePortCommand.For(
                wanted.Service, HostFor(door, settings, port), port, wanted.Grant.ToString(), token, request, port.PinsSource ? wanted.Source.AddressFamily : null));
    }

    /// <summary>A client holds the port's certificate against the name that it dials; where any address may come, the name is as good.</summary>
    private static string HostFor(GatewayDoor door, GatewaySettings settings, OnePortSettings port) =>
        settings.PublicHost is { } name && (port.Certificate is not null || !port.PinsSource) ? name : door.Host;
}
