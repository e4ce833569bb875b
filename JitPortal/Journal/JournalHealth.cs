using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitPortal.Journal;

/// <summary>
/// Whether new entries of the journal are signed. NB. Degraded and not unhealthy: a load balancer that takes the portal away would take
/// from its people what they need to see why. Anybody may ask, so what exactly is wrong stays in the log.
/// </summary>
internal sealed class JournalHealth(JournalCheckpointer checkpointer) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            checkpointer.Trouble is null
                ? HealthCheckResult.Healthy("New entries of the journal are signed.")
                : HealthCheckResult.Degraded(
                    "The journal is not signed any further: it, or what vouches for it, was changed. The log and 'journal verify' say what."
                )
        );
}
