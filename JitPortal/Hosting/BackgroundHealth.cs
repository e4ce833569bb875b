using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitPortal.Hosting;

/// <summary>Which background loops fail at the moment; readiness is red while one does.</summary>
public sealed class BackgroundHealth : IHealthCheck
{
    private readonly ConcurrentDictionary<string, bool> _loops = new(StringComparer.Ordinal);

    /// <summary>Every loop that ran in this process, whether it is well or not.</summary>
    public IReadOnlyCollection<string> Known => [.. _loops.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyCollection<string> Failing => [.. _loops.Where(l => !l.Value).Select(l => l.Key).Order(StringComparer.Ordinal)];

    /// <summary>It is done for good.</summary>
    internal void Forget(string loop) => _loops.TryRemove(loop, out _);

    internal void Report(string loop, bool well) => _loops[loop] = well;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Failing is { Count: > 0 } failing
            ? HealthCheckResult.Unhealthy($"Fails and is tried again: {string.Join(", ", failing)}. The log says why.")
            : HealthCheckResult.Healthy("All background work goes on."));
}
