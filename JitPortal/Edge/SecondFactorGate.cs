using JitPortal.Identity;
using Microsoft.AspNetCore.Authorization;

namespace JitPortal.Edge;

/// <summary>
/// Sends people whose role needs a second factor that they do not have to the page where they set one up, and nowhere else. NB. The API
/// needs no gate: each verb asks the same of the authority.
/// </summary>
internal sealed class SecondFactorGate(RequestDelegate next, SecondFactorNeed need)
{
    private const string SetUp = "/account/manage/two-factor";

    /// <summary>What setting one up takes.</summary>
    private static readonly string[] Open = [SetUp, "/account/manage/passkeys", "/account/passkey", "/account/confirm"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (
            !need.IsAsked
            || IsOpen(context)
            || ActorClaims.ActorOf(context.User, context.Connection.RemoteIpAddress) is not { } actor
            || await need.MissingAsync(actor, context.RequestAborted) is null
        )
        {
            await next(context);
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method))
            context.Response.Redirect(SetUp);
        else
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
    }

    private static bool IsOpen(HttpContext context) =>
        EdgeSetup.IsForPrograms(context)
        || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || Array.Exists(Open, path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));
}
