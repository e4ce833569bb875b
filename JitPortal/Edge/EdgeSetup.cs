using JitPortal.Hosting;
using JitPortal.Identity;
using JitPortal.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace JitPortal.Edge;

/// <summary>The HTTP edge: who calls, from where, how often, and with which headers the answers leave.</summary>
internal static class EdgeSetup
{
    public const string CookieOrToken = "cookie-or-token";

    public static WebApplicationBuilder AddEdge(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddSettings<SignInSettings>().AddEdgeLimits().AddKnownProxies().AddRateLimits();
        services
            .AddAuthentication(CookieOrToken)
            .AddPolicyScheme(CookieOrToken, null, o => o.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenAuthentication>(ApiTokenAuthentication.Scheme, null)
            .AddIdentityCookies();
        services.AddSessionCookies();
        // NB. Closed unless opened: an endpoint that says nothing about authorisation is for signed-in callers.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddAntiforgery(o =>
        {
            o.SuppressXFrameOptionsHeader = true;
            o.Cookie.Name = "jitportal-form";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddHsts(o => o.MaxAge = TimeSpan.FromDays(365));
        services.AddHealthChecks();
        services.AddSingleton<ApiCalls>();
        services.AddHostedService<SetupAnnouncement>();
        return builder;
    }

    public static WebApplication UseEdge(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeaders>();
        app.UsePublicNames();
        app.UseHsts();
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = "/error",
                CreateScopeForErrors = true,
                StatusCodeSelector = e =>
                    Outage.Is(e) || Outage.IsCollision(e)
                        ? StatusCodes.Status503ServiceUnavailable
                        : StatusCodes.Status500InternalServerError,
                // NB. Left alone, an exception that a handler turned into an answer is not logged. Only a caller's mistake is nobody's business.
                SuppressDiagnosticsCallback = failed => failed.Exception is BadHttpRequestException,
            }
        );
        app.UseLeftCallers();
        app.UseWhen(
            IsApi,
            calls =>
                calls.UseStatusCodePages(bare =>
                    bare.HttpContext.RequestServices.GetRequiredService<ApiCalls>().AnswerAsync(bare.HttpContext)
                )
        );
        app.UseWhen(
            c => !IsForPrograms(c),
            pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true)
        );
        app.UseEmptyBodies();
        app.UseHeadOfGet();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseVouching();
        app.UseAuthorization();
        app.UseMiddleware<SecondFactorGate>();
        app.MapHealth();
        app.MapAccount();
        return app;
    }

    public static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase);

    /// <summary>The API and the measurements: whoever calls them reads no page.</summary>
    public static bool IsForPrograms(HttpContext context) =>
        IsApi(context) || context.Request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase);

    /// <summary>NB. Tokens open the API and the measurements only; pages and circuits know nothing but sessions.</summary>
    private static string SchemeOf(HttpContext context) =>
        IsForPrograms(context) && context.Request.Headers.ContainsKey("Authorization")
            ? ApiTokenAuthentication.Scheme
            : IdentityConstants.ApplicationScheme;
}
