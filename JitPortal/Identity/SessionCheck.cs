using System.Security.Claims;
using JitPortal.Identity.Model;
using Microsoft.AspNetCore.Identity;

namespace JitPortal.Identity;

/// <summary>Whether a session is still good, for whoever holds one longer than an HTTP request.</summary>
public sealed class SessionCheck(IServiceScopeFactory scopes, SessionCache sessions)
{
    /// <summary>The session with the person's present name and roles; null when it is over.</summary>
    public async Task<ClaimsPrincipal?> PresentAsync(ClaimsPrincipal session)
    {
        if (!await CountsAsync(session))
            return null;
        await using var scope = scopes.CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<SignInManager<User>>();
        if (await signIn.ValidateSecurityStampAsync(session) is not { } user)
            return null;
        // A page that is open is in use, as it asks again and again.
        sessions.Note(ActorClaims.SessionOf(session)!.Value);
        var present = await signIn.CreateUserPrincipalAsync(user);
        ActorClaims.Carry(session, present);
        return present;
    }

    /// <summary>NB. A cookie that names no session is of a portal of before, or forged: it opens nothing.</summary>
    public async Task<bool> CountsAsync(ClaimsPrincipal session) =>
        ActorClaims.SessionOf(session) is { } id
        && session.FindFirstValue(ClaimTypes.NameIdentifier) is { } userId
        && await sessions.CountsAsync(id, userId, CancellationToken.None);
}
