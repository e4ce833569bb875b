using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using JitPortal.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace JitPortal.Edge;

/// <summary><c>Authorization: Bearer jit_…</c>.</summary>
internal sealed class ApiTokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    TokenCheck tokens
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "api-token";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (
            !AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header)
            || !string.Equals(header.Scheme, "Bearer", StringComparison.OrdinalIgnoreCase)
            || string.IsNullOrEmpty(header.Parameter)
        )
            return AuthenticateResult.NoResult();
        return await tokens.HolderAsync(header.Parameter, Context.RequestAborted) is { } holder
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(ActorClaims.IdentityOf(holder, Scheme)), Scheme))
            : AuthenticateResult.Fail("The token is unknown, expired or revoked, or its person is disabled.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => ApiAnswers.UnauthorizedAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ApiAnswers.WriteAsync(Context, StatusCodes.Status403Forbidden);
}
