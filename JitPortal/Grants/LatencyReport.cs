namespace JitPortal.Grants;

/// <summary>
/// Revocation latency over a period: the time from the moment an access had to end (its deadline, or somebody's decision) to the last
/// byte that the old authority could move, as the enforcement point measured it.
/// </summary>
/// <param name="Closed">Grants that closed in the period after having been open.</param>
/// <param name="Measured">Of these, the ones whose point could measure it; the percentiles are over them, null when there is none.</param>
/// <param name="Proved">Of the closed ones, those whose closing a probe proved.</param>
/// <param name="ByPoint">The same figures for each enforcement point alone.</param>
public sealed record LatencyReport(
    DateTimeOffset Since, DateTimeOffset Until, int Closed, int Proved, int Measured,
    TimeSpan? P50, TimeSpan? P95, TimeSpan? P99, TimeSpan? Max, IReadOnlyList<PointLatency> ByPoint);
