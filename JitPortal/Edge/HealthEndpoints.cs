using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace JitPortal.Edge;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: everything that features registered as a health check is well.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready").AllowAnonymous();
    }
}
