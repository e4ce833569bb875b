using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitPortal.Hosting;

/// <summary>Whether the machine's wall clock can be right, in sentences.</summary>
public sealed class ClockTrust : IHealthCheck
{
    /// <summary>What ends it, for every sentence about it.</summary>
    private const string WayOut =
        "Put the clock right, or, if it is right now, accept it: on the page Enforcement points, or with the verb clock accept.";

    private volatile string? _sentence;
    private volatile bool _opensNothing;

    /// <summary>What is wrong with it; null = nothing known.</summary>
    public string? Sentence => _sentence;

    /// <summary>Why nothing opens, when nothing does: nobody knows how much time the grants of the last run have left.</summary>
    public string? OpensNothing => _opensNothing ? _sentence : null;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            _sentence is not { } sentence ? HealthCheckResult.Healthy("The clock did not go back.")
            : _opensNothing ? HealthCheckResult.Unhealthy(sentence)
            : HealthCheckResult.Degraded(sentence)
        );

    /// <summary>At a start: the clock is earlier than something that was written by it.</summary>
    internal void Distrust(DateTimeOffset wall, DateTimeOffset written)
    {
        _sentence =
            $"The system clock says {wall.UtcDateTime:u}, which is earlier than the newest thing that the journal knows ({written.UtcDateTime:u}), so nothing is opened. {WayOut}";
        _opensNothing = true;
    }

    /// <summary>While running: the portal's own clock tells how late it is.</summary>
    internal void Ahead(TimeSpan by)
    {
        if (!_opensNothing)
            _sentence =
                $"The system clock was set back by {Math.Round(by.TotalSeconds)} seconds while the portal ran. The portal goes on by its own clock, so that no access lasts longer. {WayOut}";
    }

    internal void Restored() => (_opensNothing, _sentence) = (false, null);
}
