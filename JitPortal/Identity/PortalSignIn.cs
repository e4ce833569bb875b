using JitPortal.Identity.Model;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JitPortal.Identity;

/// <summary>Identity's sign-in, closed to disabled people on every way in and for every session that they still have.</summary>
internal sealed class PortalSignIn(
    UserManager<User> users,
    IHttpContextAccessor context,
    IUserClaimsPrincipalFactory<User> claims,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<User>> logger,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<User> confirmation)
    : SignInManager<User>(users, context, claims, options, logger, schemes, confirmation)
{
    /// <summary>When the session began; a renewed cookie keeps it, so that <see cref="SignInSettings.Longest"/> can be held.</summary>
    public const string StartedAt = "started";

    public override async Task<bool> CanSignInAsync(User user) => user.DisabledAt is null && await base.CanSignInAsync(user);

    public override async Task<bool> ValidateSecurityStampAsync(User? user, string? securityStamp) =>
        user is { DisabledAt: null } && await base.ValidateSecurityStampAsync(user, securityStamp);

    protected override async Task<SignInResult> SignInOrTwoFactorAsync(User user, bool isPersistent, string? loginProvider = null, bool bypassTwoFactor = false) =>
        user.DisabledAt is null && !await IsLockedOut(user)
            ? await base.SignInOrTwoFactorAsync(user, isPersistent, loginProvider, bypassTwoFactor)
            : SignInResult.NotAllowed;
}
