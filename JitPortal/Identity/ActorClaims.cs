using System.Net;
using System.Security.Claims;
using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>Between a signed-in principal and the <see cref="Actor"/> that verbs take.</summary>
public static class ActorClaims
{
    public const string TokenId = "jit:token";

    /// <summary>The session that a cookie names.</summary>
    public const string SessionId = "jit:session";

    /// <summary>One claim for each scope of a token that is bound by scopes.</summary>
    public const string Scope = "jit:scope";

    /// <summary>Null when nobody is signed in.</summary>
    public static Actor? ActorOf(ClaimsPrincipal principal, IPAddress? source)
    {
        if (principal.Identity?.IsAuthenticated != true || principal.FindFirstValue(ClaimTypes.NameIdentifier) is not { } userId)
            return null;
        var kind = principal.HasClaim(c => c.Type == TokenId) ? ActorKind.Token : ActorKind.Person;
        var scopes = principal.FindAll(Scope).Select(c => c.Value).ToHashSet(StringComparer.Ordinal);
        return new Actor(
            kind,
            userId,
            principal.Identity.Name ?? userId,
            Plain(source),
            scopes.Count == 0 ? null : scopes,
            SessionOf(principal)
        );
    }

    public static Guid? SessionOf(ClaimsPrincipal principal) =>
        Guid.TryParseExact(principal.FindFirstValue(SessionId), "n", out var id) ? id : null;

    /// <summary>
    /// Identity makes a session's principal anew from the person; what belongs to the sign-in itself (which session, which factors) is
    /// brought along.
    /// </summary>
    public static void Carry(ClaimsPrincipal from, ClaimsPrincipal to)
    {
        if (to.Identity is ClaimsIdentity identity)
            identity.AddClaims(
                from.Claims.Where(c =>
                        c.Type is SessionId or "amr" or ClaimTypes.AuthenticationMethod && !to.HasClaim(h => h.Type == c.Type)
                    )
                    .Select(c => new Claim(c.Type, c.Value))
            );
    }

    public static ClaimsIdentity IdentityOf(TokenHolder holder, string scheme) =>
        new(
            [
                new Claim(ClaimTypes.NameIdentifier, holder.UserId),
                new Claim(ClaimTypes.Name, holder.Email),
                new Claim(TokenId, holder.TokenId.ToString("n")),
                .. holder.Scopes?.Select(s => new Claim(Scope, s)) ?? [],
            ],
            scheme
        );

    private static IPAddress? Plain(IPAddress? source) => source is { IsIPv4MappedToIPv6: true } ? source.MapToIPv4() : source;
}
