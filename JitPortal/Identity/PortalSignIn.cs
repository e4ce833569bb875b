using System.Security.Claims;
using JitPortal.Identity.Model;
using JitPortal.Shared;
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
    IUserConfirmation<User> confirmation,
    SessionCache sessions,
    Devices devices
) : SignInManager<User>(users, context, claims, options, logger, schemes, confirmation)
{
    /// <summary>When the session began; a renewed cookie keeps it, so that <see cref="SignInSettings.Longest"/> can be held.</summary>
    public const string StartedAt = "started";

    private const string SessionKey = "session";

    /// <summary>How the person of this request proves who they are; goes into the session and the journal.</summary>
    public string Method { get; set; } = "password";

    /// <summary>The browser is one that the person signed in with before: wrong passwords of strangers do not count against it.</summary>
    public bool IsKnownDevice { get; set; }

    public override async Task<bool> CanSignInAsync(User user) => user.DisabledAt is null && await base.CanSignInAsync(user);

    public override async Task<bool> ValidateSecurityStampAsync(User? user, string? securityStamp) =>
        user is { DisabledAt: null } && await base.ValidateSecurityStampAsync(user, securityStamp);

    /// <summary>Begins the session of somebody whose password and code were both right.</summary>
    public async Task SecondFactorDoneAsync(User user, bool stay)
    {
        await Context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await SignInWithClaimsAsync(user, stay, [new Claim("amr", "mfa")]);
    }

    /// <summary>The one place where cookies of sessions are made: each names a session of the book, a renewed one the same as before.</summary>
    public override async Task SignInWithClaimsAsync(
        User user,
        AuthenticationProperties? authenticationProperties,
        IEnumerable<Claim> additionalClaims
    )
    {
        var properties = authenticationProperties ?? new AuthenticationProperties();
        var all = additionalClaims.ToList();
        if (!Guid.TryParseExact(properties.GetString(SessionKey), "n", out var session))
        {
            session = await BeginAsync(user, strong: Method is "passkey" || all.Exists(c => c is { Type: "amr", Value: "mfa" }));
            properties.SetString(SessionKey, session.ToString("n"));
        }

        all.Add(new Claim(ActorClaims.SessionId, session.ToString("n")));
        await base.SignInWithClaimsAsync(user, properties, all);
    }

    /// <summary>NB. A passkey cannot be guessed, so it opens an account that guesses at its password have locked.</summary>
    protected override async Task<bool> IsLockedOut(User user) => !IsKnownDevice && Method is not "passkey" && await base.IsLockedOut(user);

    protected override async Task<SignInResult> SignInOrTwoFactorAsync(
        User user,
        bool isPersistent,
        string? loginProvider = null,
        bool bypassTwoFactor = false
    ) =>
        user.DisabledAt is null && !await IsLockedOut(user)
            ? await base.SignInOrTwoFactorAsync(user, isPersistent, loginProvider, bypassTwoFactor)
            : SignInResult.NotAllowed;

    private async Task<Guid> BeginAsync(User user, bool strong)
    {
        var known = await devices.KnownAsync(Context, user.Id, Context.RequestAborted);
        var actor = new Actor(ActorKind.Person, user.Id, user.Email ?? user.Id, Context.Connection.RemoteIpAddress);
        var begun = await sessions.BeginAsync(
            actor,
            known,
            DeviceText.Of(Context.Request.Headers.UserAgent),
            Method,
            strong,
            former: ActorClaims.SessionOf(Context.User),
            Context.RequestAborted
        );
        devices.Remember(Context, user.Id, begun.DeviceId);
        return begun.Id;
    }
}
