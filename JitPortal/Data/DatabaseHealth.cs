using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitPortal.Data;

/// <summary>Ready means: the database answers and its schema is the one this program was built for.</summary>
internal sealed class DatabaseHealth(IDbContextFactory<PortalDb> factory) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            return (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()
                ? HealthCheckResult.Unhealthy("The database's schema is older than the program.")
                : HealthCheckResult.Healthy("The database answers.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The exception's text may name servers and files; it goes to the log through the check's exception, not to the caller.
            return HealthCheckResult.Unhealthy("The database does not answer.", e);
        }
    }
}
