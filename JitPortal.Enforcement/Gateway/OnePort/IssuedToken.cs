using System.Globalization;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>Makes a door's token and the words around it.</summary>
internal static class IssuedToken
{
    public static Outcome<IssuedCredential> For(GatewayDoor? door, GatewaySettings settings, CredentialRequest request)
    {
        if (settings.OnePort is not { } port)
            return Refusal.Conflict(
                "no-one-port",
                "This gateway has no port for tokens; connect to the grant's own port. An operator can set Gateway:ConnectPort."
            );
        var (token, hash) = TokenHash.New();
        if (door is null || !door.TakeToken(hash))
            return Refusal.Conflict("door-not-open", "The grant is not open at the gateway, so no token can be issued.");
        var wanted = door.Wanted;
        var (carrier, command) = OnePortCommand.For(
            wanted.Service,
            OnePortHost.Of(door.Host, settings.PublicHost, port),
            port,
            wanted.Grant.ToString(),
            token,
            request
        );
        return new IssuedCredential(
            LogIn.GatewayToken,
            wanted.Grant.ToString(),
            token,
            null,
            wanted.Deadline,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["fingerprint"] = hash.Fingerprint,
                ["port"] = port.Port.ToString(CultureInfo.InvariantCulture),
                ["pinned"] = port.PinsSource ? wanted.Source.ToString() : "any address",
            },
            command
        )
        {
            Steps = carrier is null
                ? []
                : [new("Keep this running in another window: it speaks TLS with the gateway.", carrier), new("Connect.", command)],
        };
    }
}
