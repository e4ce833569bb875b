using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using JitPortal.Shared;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitPortal.Grants;

/// <summary>
/// Grants that cannot be read or written though the database works: each is set apart, so that it keeps no other from opening or closing,
/// and is named in readiness, in the log and as a number in <c>/metrics</c> until it works again.
/// </summary>
internal sealed partial class GrantTroubles : IHealthCheck
{
    /// <summary>What could not be done with it.</summary>
    public const string Writing = "written";

    /// <inheritdoc cref="Writing"/>
    public const string Reading = "read";

    /// <inheritdoc cref="Writing"/>
    public const string Trying = "tried";

    private const int MostNamed = 10;
    private readonly ConcurrentDictionary<(GrantId Grant, string What), byte> _bad = new();
    private readonly ILogger<GrantTroubles> _log;

    public GrantTroubles(IMeterFactory meters, ILogger<GrantTroubles> log)
    {
        _log = log;
        meters
            .Create("JitPortal")
            .CreateObservableGauge(
                "jitportal.grants.troubled",
                () => Grants.Count,
                "{grant}",
                "Grants that cannot be read or written; the log and readiness name them"
            );
    }

    private List<GrantId> Grants => [.. _bad.Keys.Select(k => k.Grant).Distinct()];

    public void Add(GrantId grant, string what, Exception e)
    {
        if (_bad.TryAdd((grant, what), 0))
            Log.SetApart(_log, e, grant, what);
    }

    public void Well(GrantId grant, string what)
    {
        if (_bad.TryRemove((grant, what), out _))
            Log.WorksAgain(_log, grant, what);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var grants = Grants;
        return Task.FromResult(
            grants.Count == 0
                ? HealthCheckResult.Healthy("Every grant can be read and written.")
                : HealthCheckResult.Unhealthy(
                    $"{(grants.Count == 1 ? "One grant" : $"{grants.Count} grants")} cannot be read or written: {string.Join(", ", grants.Take(MostNamed))}. Its access is closed where that is possible; the log says why."
                )
        );
    }

    private static partial class Log
    {
        [LoggerMessage(2171, LogLevel.Critical, "Grant {Grant} cannot be {What}; it is set apart and tried again")]
        public static partial void SetApart(ILogger log, Exception e, GrantId grant, string what);

        [LoggerMessage(2172, LogLevel.Information, "Grant {Grant} can be {What} again")]
        public static partial void WorksAgain(ILogger log, GrantId grant, string what);
    }
}
