using JitPortal.Shared;
using Microsoft.AspNetCore.Authorization;
using OpenTelemetry.Metrics;

namespace JitPortal.Api;

/// <summary>Measurements in Prometheus' text format, for whoever may read the inner state: operators, auditors, administrators.</summary>
internal static class MetricsApi
{
    private static readonly string[] Meters =
    [
        "JitPortal",
        "Quartz",
        "System.Runtime",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Components.Server.Circuits",
    ];

    public static void AddMetrics(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter());

    public static void MapMetrics(this WebApplication app) =>
        app.MapPrometheusScrapingEndpoint("/metrics")
            .RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireAssertion(MayReadAsync));

    private static async Task<bool> MayReadAsync(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http
        && (
            await http
                .RequestServices.GetRequiredService<IAuthority>()
                .RequireAsync(ApiActor.Of(http).Actor, Role.Operator | Role.Auditor | Role.Admin, "grants:read", http.RequestAborted)
        ).Ok;
}
