using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitPortal.Hosting;

/// <summary>Which background loops fail at the moment; readiness is red while one does.</summary>
public sealed class BackgroundHealth : IHealthCheck
{
    private readonly ConcurrentDictionary<string, Exception?> _loops = new(StringComparer.Ordinal);
    private bool _wasAway;

    /// <summary><see cref="DatabaseIsAway"/> is another than before. Comes on the thread of some loop.</summary>
    public event EventHandler? Changed;

    /// <summary>Every loop that ran in this process, whether it is well or not.</summary>
    public IReadOnlyCollection<string> Known => [.. _loops.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyCollection<string> Failing =>
        [.. _loops.Where(l => l.Value is not null).Select(l => l.Key).Order(StringComparer.Ordinal)];

    /// <summary>A loop met a database that cannot be reached or takes no write, within the last seconds.</summary>
    public bool DatabaseIsAway => _loops.Values.Any(e => e is not null && Outage.Is(e));

    /// <summary>It is done for good.</summary>
    internal void Forget(string loop)
    {
        _loops.TryRemove(loop, out _);
        Tell();
    }

    /// <param name="failure">What its last try met; null = it is well.</param>
    internal void Report(string loop, Exception? failure)
    {
        _loops[loop] = failure;
        Tell();
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            Failing is { Count: > 0 } failing
                ? HealthCheckResult.Unhealthy($"Fails and is tried again: {string.Join(", ", failing)}. The log says why.")
                : HealthCheckResult.Healthy("All background work goes on.")
        );

    private void Tell()
    {
        var away = DatabaseIsAway;
        if (Interlocked.Exchange(ref _wasAway, away) != away)
            Changed?.Invoke(this, EventArgs.Empty);
    }
}
