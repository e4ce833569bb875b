using System.Security.Claims;
using JitPortal.Identity;
using JitPortal.Identity.Model;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace JitPortal.Edge;

/// <summary>What the account pages need besides themselves: the challenge of a passkey, and the way out.</summary>
internal static class AccountEndpoints
{
    public static void MapAccount(this WebApplication app)
    {
        app.MapPost("/account/logout", LogOutAsync).DisableAntiforgery().AllowAnonymous();
        app.MapPost("/account/passkey/request", RequestAsync).AllowAnonymous();
        app.MapPost("/account/passkey/create", CreateAsync).RequireAuthorization();
    }

    /// <summary>The button stands on live pages, which have no antiforgery token; the browser's own word for where it comes from does as well.</summary>
    private static async Task<IResult> LogOutAsync(HttpContext context, SignIns sessions)
    {
        if (!SameOrigin.Is(context.Request))
            return Results.Text(
                "This came from a page that is not the portal's. Go to the portal and log out there.",
                statusCode: StatusCodes.Status403Forbidden
            );
        if (ActorClaims.ActorOf(context.User, context.Connection.RemoteIpAddress) is { } actor)
            await sessions.SignOutAsync(actor);
        return Results.LocalRedirect("~/account/login?done=signed-out");
    }

    /// <summary>NB. Names no account: any passkey of this host may answer, so nobody learns who has one.</summary>
    private static async Task<IResult> RequestAsync(HttpContext context, SignInManager<User> signIn, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return Results.BadRequest();
        return Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json");
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context,
        SignInManager<User> signIn,
        Freshness freshness,
        IAntiforgery antiforgery
    )
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return Results.BadRequest();
        if (
            ActorClaims.ActorOf(context.User, context.Connection.RemoteIpAddress) is not { } actor
            || !await freshness.IsAsync(actor, context.RequestAborted)
        )
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        var (id, name) = (context.User.FindFirstValue(ClaimTypes.NameIdentifier)!, context.User.Identity!.Name!);
        var options = await signIn.MakePasskeyCreationOptionsAsync(
            new PasskeyUserEntity
            {
                Id = id,
                Name = name,
                DisplayName = name,
            }
        );
        return Results.Content(options, "application/json");
    }
}
