using System.Security.Claims;
using JitPortal.Identity.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JitPortal.Identity;

/// <summary>What a session knows of its person: enough for pages to greet and to hide. NB. No verb decides by it.</summary>
internal sealed class PortalClaims(UserManager<User> users, RoleManager<IdentityRole> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<User, IdentityRole>(users, roles, options)
{
    public const string Name = "name";

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(Name, user.Name));
        return identity;
    }
}
