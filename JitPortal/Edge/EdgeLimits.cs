using System.Security.Claims;
using JitPortal.Settings;
using Microsoft.AspNetCore.Connections;

namespace JitPortal.Edge;

/// <summary>What one caller from outside may hold of the portal before and after it is known who they are.</summary>
internal static class EdgeLimits
{
    /// <summary>For the head of a request; half of it comes from nobody who wants an answer.</summary>
    private static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(10);

    public static WebApplicationBuilder AddEdgeLimits(this WebApplicationBuilder builder)
    {
        builder.AddSettings<EdgeOptions>();
        builder.Services.AddSingleton<EdgeRoom>().AddSingleton<IConnectionListenerFactory, GuardedListeners>();
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.RequestHeadersTimeout = HeadTime;
        });
        return builder;
    }

    /// <summary>After authentication: whoever showed a session or a token keeps the connection.</summary>
    public static WebApplication UseVouching(this WebApplication app)
    {
        app.Use(
            (context, next) =>
            {
                if (context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } person)
                    context.Features.Get<EdgeSlot>()?.Vouch(person);
                return next(context);
            }
        );
        return app;
    }
}
