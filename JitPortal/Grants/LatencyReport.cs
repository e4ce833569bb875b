namespace JitPortal.Grants;

/// <summary>
/// Revocation latency over a period: the time from the moment an access had to end (its deadline, or somebody's decision) to the last
/// thing that the old authority could do, at the slowest door of each grant. Where a point cuts what lives it measured that; where only
/// a look saw the refusal the figure is a bound.
/// </summary>
/// <param name="Closed">Grants that closed in the period after having been open.</param>
/// <param name="Proved">Of these, those of which every door was proved shut.</param>
/// <param name="Unverified">Of these, those of which a door could not be verified.</param>
/// <param name="Refuted">Of these, those of which a door was found open afterwards.</param>
/// <param name="Measured">Of these, those whose slowest door was measured by its point.</param>
/// <param name="AtMost">Those whose slowest door is only bounded, by the first look that saw it shut. The percentiles are over both, null when there is none.</param>
/// <param name="NewLogInsOnly">Those no point of which ends live sessions: their figure is about new log-ins.</param>
/// <param name="ByPoint">The same figures for each enforcement point alone.</param>
/// <param name="Slowest">The slowest of them, each with how its figure was got.</param>
public sealed record LatencyReport(
    DateTimeOffset Since, DateTimeOffset Until, int Closed, int Proved, int Unverified, int Refuted, int Measured, int AtMost, int NewLogInsOnly,
    TimeSpan? P50, TimeSpan? P95, TimeSpan? P99, TimeSpan? Max, IReadOnlyList<PointLatency> ByPoint, IReadOnlyList<SlowClosure> Slowest);
