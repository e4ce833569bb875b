using JitPortal.Shared;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitPortal.Edge;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: everything that features registered as a health check is well. Open to
/// load balancers and container health checks, and therefore silent about the inside, but for the version.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", Answering(_ => false)).AllowAnonymous();
        app.MapHealthChecks("/health/ready", Answering(_ => true)).AllowAnonymous();
    }

    private static HealthCheckOptions Answering(Func<HealthCheckRegistration, bool> which) =>
        new()
        {
            Predicate = which,
            ResponseWriter = (context, report) =>
                context.Response.WriteAsJsonAsync(
                    new
                    {
                        status = report.Status.ToString(),
                        version = PortalVersion.Text,
                        checks = report.Entries.ToDictionary(
                            e => e.Key,
                            e => new { status = e.Value.Status.ToString(), sentence = e.Value.Description }
                        ),
                    }
                ),
        };
}
