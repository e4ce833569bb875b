using System.Security.Claims;
using JitPortal.Identity.Model;
using Microsoft.AspNetCore.Identity;

namespace JitPortal.Identity;

/// <summary>Whether a session is still good, for whoever holds one longer than an HTTP request.</summary>
public sealed class SessionCheck(IServiceScopeFactory scopes)
{
    /// <summary>The session with the person's present name and roles; null when it is over.</summary>
    public async Task<ClaimsPrincipal?> PresentAsync(ClaimsPrincipal session)
    {
        await using var scope = scopes.CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<SignInManager<User>>();
        return await signIn.ValidateSecurityStampAsync(session) is { } user ? await signIn.CreateUserPrincipalAsync(user) : null;
    }
}
