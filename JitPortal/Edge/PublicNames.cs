using System.Net;
using JitPortal.Enforcement.Gateway;
using JitPortal.Identity;
using Microsoft.Extensions.Options;

namespace JitPortal.Edge;

/// <summary>
/// Which host names the portal answers to. A page elsewhere can lead a name of its own to the portal's address and then read what the
/// portal says to that browser; it cannot do so with the portal's name, an address, or this machine's own names.
/// </summary>
internal static class PublicNames
{
    /// <summary>
    /// Where the setting <c>AllowedHosts</c> is left at <c>*</c> and the portal's public name is known from <c>Gateway:PublicHost</c> or
    /// <c>SignIn:PasskeyDomain</c>, only they, this machine's names, and addresses are answered. A setting of one's own counts alone.
    /// </summary>
    public static WebApplication UsePublicNames(this WebApplication app)
    {
        var passkeys = app.Services.GetRequiredService<IOptions<SignInSettings>>().Value.PasskeyDomain;
        var own = Known(app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.PublicHost, passkeys);
        if (app.Configuration["AllowedHosts"] is not (null or "" or "*") || own.Count == 0)
            return app;
        string[] all = [.. own, "localhost", Environment.MachineName];
        app.Use(
            (context, next) =>
            {
                var host = context.Request.Host.Host;
                if (
                    IsForAnyName(context.Request)
                    || IPAddress.TryParse(host.Trim('[', ']'), out _)
                    || all.Contains(host, StringComparer.OrdinalIgnoreCase)
                    || passkeys is { Length: > 0 } domain && host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase)
                )
                    return next(context);
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return context.Response.WriteAsync(
                    "The portal does not answer to this host name. Its operator can add the name to the setting AllowedHosts.",
                    context.RequestAborted
                );
            }
        );
        return app;
    }

    /// <summary>
    /// Programs in the same network may know the portal by another name. No browser sends a token by itself, and the rest is the same for
    /// everybody who asks.
    /// </summary>
    private static bool IsForAnyName(HttpRequest request) =>
        request.Headers.ContainsKey("Authorization")
        || request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/ssh", StringComparison.OrdinalIgnoreCase);

    /// <summary>NB. A name of the loopback interface says nothing about how others reach the portal.</summary>
    private static List<string> Known(params string?[] names) =>
        [
            .. names
                .OfType<string>()
                .Select(n => n.Trim())
                .Where(n =>
                    n.Length > 0
                    && !string.Equals(n, "localhost", StringComparison.OrdinalIgnoreCase)
                    && !IPAddress.TryParse(n.Trim('[', ']'), out _)
                ),
        ];
}
