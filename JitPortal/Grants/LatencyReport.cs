using JitPortal.Grants.Model;
using JitPortal.Shared;

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
    DateTimeOffset Since,
    DateTimeOffset Until,
    int Closed,
    int Proved,
    int Unverified,
    int Refuted,
    int Measured,
    int AtMost,
    int NewLogInsOnly,
    TimeSpan? P50,
    TimeSpan? P95,
    TimeSpan? P99,
    TimeSpan? Max,
    IReadOnlyList<PointLatency> ByPoint,
    IReadOnlyList<SlowClosure> Slowest
);

/// <summary>Revocation latency at one enforcement point.</summary>
/// <param name="Measured">Doors of which the point itself measured the end.</param>
/// <param name="AtMost">Doors of which a look bounds it.</param>
/// <param name="LeavesSessions">It ends no live session, so its figures are about new log-ins.</param>
public sealed record PointLatency(
    string Point,
    int Measured,
    int AtMost,
    bool LeavesSessions,
    TimeSpan? P50,
    TimeSpan? P95,
    TimeSpan? P99,
    TimeSpan? Max
);

/// <summary>One closed grant in the report of revocation latency.</summary>
/// <param name="Point">The enforcement point of its slowest door.</param>
/// <param name="Known">Whether that was measured or only bounded.</param>
/// <param name="SeenBy">Who measured it, or from where the look was that saw the refusal.</param>
/// <param name="NewLogInsOnly">No point of the grant ends live sessions.</param>
public sealed record SlowClosure(
    GrantId Grant,
    DateTimeOffset ClosedAt,
    string Point,
    TimeSpan Latency,
    EndKnown Known,
    string SeenBy,
    bool NewLogInsOnly
);

/// <summary>Percentiles by the nearest-rank method: each is a value that was really measured.</summary>
internal sealed class Percentiles(IEnumerable<TimeSpan> measured)
{
    private readonly List<TimeSpan> _sorted = [.. measured.Order()];

    public int Count => _sorted.Count;

    public TimeSpan? Max => _sorted.Count == 0 ? null : _sorted[^1];

    public TimeSpan? At(double percent) =>
        _sorted.Count == 0 ? null : _sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * _sorted.Count) - 1)];
}
