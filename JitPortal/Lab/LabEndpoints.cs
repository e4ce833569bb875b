using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace JitPortal.Lab;

/// <summary>The one-click log-in's other end. Without <c>--lab</c> it does not exist.</summary>
internal static class LabEndpoints
{
    public const string LogInPath = "/account/demo";

    public static WebApplication MapLab(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<LabOptions>>().Value.Enabled)
            app.MapPost(LogInPath, LogInAsync).AllowAnonymous();
        return app;
    }

    private static async Task<IResult> LogInAsync(
        HttpContext context,
        [FromForm] string email,
        [FromForm] string? returnUrl,
        LabSignIn lab,
        IAntiforgery antiforgery
    )
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return Results.BadRequest();
        var outcome = await lab.AsAsync(email, context.Connection.RemoteIpAddress, context.Connection.LocalIpAddress);
        if (!outcome.Ok)
            return Results.Text(outcome.Refusal.Sentence, statusCode: StatusCodes.Status403Forbidden);
        return Results.LocalRedirect(IsOwnPath(returnUrl) ? returnUrl! : "/");
    }

    private static bool IsOwnPath(string? url) => url is ['/', ..] && url is not ['/', '/' or '\\', ..];
}
