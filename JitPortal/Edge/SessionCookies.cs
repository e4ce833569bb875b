using System.Globalization;
using JitPortal.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JitPortal.Edge;

/// <summary>The session's cookie: how it is written, how long it is good, when it is looked at again.</summary>
internal static class SessionCookies
{
    /// <summary>A disabled person's session ends within this time even on pages that call no verb.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(30);

    public static void AddSessionCookies(this IServiceCollection services)
    {
        services.Configure<SecurityStampValidatorOptions>(o =>
        {
            o.ValidationInterval = Recheck;
            o.OnRefreshingPrincipal = context =>
            {
                if (context is { CurrentPrincipal: { } former, NewPrincipal: { } present })
                    ActorClaims.Carry(former, present);
                return Task.CompletedTask;
            };
        });
        services.Configure<IdentityPasskeyOptions>(o =>
        {
            o.UserVerificationRequirement = "required";
            o.ResidentKeyRequirement = "required";
            // The shipped rule reads the Origin header, which is a proxy's to change; this one reads what the authenticator signed.
            o.ValidateOrigin = passkey =>
                ValueTask.FromResult(
                    !passkey.CrossOrigin
                        && string.Equals(
                            passkey.Origin,
                            $"{passkey.HttpContext.Request.Scheme}://{passkey.HttpContext.Request.Host}",
                            StringComparison.OrdinalIgnoreCase
                        )
                );
        });
        services
            .AddOptions<IdentityPasskeyOptions>()
            .Configure<IOptions<SignInSettings>>((o, signIn) => o.ServerDomain = signIn.Value.PasskeyDomain);
        services
            .AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<IOptions<SignInSettings>>((o, signIn) => Session(o, signIn.Value));
        services.Configure<CookieAuthenticationOptions>(
            IdentityConstants.TwoFactorUserIdScheme,
            o =>
            {
                Harden(o, "jitportal-second");
                o.ExpireTimeSpan = TimeSpan.FromMinutes(5);
            }
        );
    }

    private static void Session(CookieAuthenticationOptions o, SignInSettings signIn)
    {
        Harden(o, "jitportal");
        o.LoginPath = "/account/login";
        o.AccessDeniedPath = "/account/denied";
        o.ReturnUrlParameter = "returnUrl";
        o.ExpireTimeSpan = signIn.Idle;
        o.SlidingExpiration = true;
        o.Events.OnSigningIn = context =>
        {
            var started =
                context.Properties.GetString(PortalSignIn.StartedAt)
                ?? Now(context.HttpContext).ToString("O", CultureInfo.InvariantCulture);
            context.Properties.SetString(PortalSignIn.StartedAt, started);
            return Task.CompletedTask;
        };
        o.Events.OnValidatePrincipal = async context =>
        {
            if (TooOld(context, signIn.Longest) || !await CountsAsync(context))
            {
                context.RejectPrincipal();
                await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
                return;
            }

            await SecurityStampValidator.ValidatePrincipalAsync(context);
        };
        o.Events.OnRedirectToLogin = context =>
            EdgeSetup.IsForPrograms(context.HttpContext) ? ApiAnswers.UnauthorizedAsync(context.HttpContext) : Go(context);
        o.Events.OnRedirectToAccessDenied = context =>
            EdgeSetup.IsForPrograms(context.HttpContext)
                ? ApiAnswers.WriteAsync(context.HttpContext, StatusCodes.Status403Forbidden)
                : Go(context);
    }

    private static void Harden(CookieAuthenticationOptions o, string name)
    {
        o.Cookie.Name = name;
        o.Cookie.HttpOnly = true;
        o.Cookie.SameSite = SameSiteMode.Lax;
        o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        o.Cookie.Path = "/";
        o.CookieManager = new HostPrefixedCookies();
    }

    private static bool TooOld(CookieValidatePrincipalContext context, TimeSpan longest) =>
        !DateTimeOffset.TryParse(
            context.Properties.GetString(PortalSignIn.StartedAt),
            CultureInfo.InvariantCulture,
            DateTimeStyles.RoundtripKind,
            out var started
        )
        || Now(context.HttpContext) - started > longest;

    /// <summary>NB. The cookie only names the session: whether it is over, the server says. A copy of it dies with the log-out.</summary>
    private static async Task<bool> CountsAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        if (context.Principal is not { } session || !await services.GetRequiredService<SessionCheck>().CountsAsync(session))
            return false;
        services.GetRequiredService<SessionCache>().Note(ActorClaims.SessionOf(session)!.Value);
        return true;
    }

    private static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private static Task Go(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
