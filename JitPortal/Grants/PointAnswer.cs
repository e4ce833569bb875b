using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>What an enforcement point said in one pass, by grant.</summary>
/// <param name="Before">Grants whose doors stood before it was told anything.</param>
/// <param name="Answered">False when it said nothing at all: then what stood may still stand.</param>
internal sealed record PointAnswer(
    bool Answered,
    IReadOnlySet<GrantId> Before,
    IReadOnlyDictionary<GrantId, ObservedDoor> Open,
    IReadOnlyDictionary<GrantId, ShutDoor> Shut,
    IReadOnlyDictionary<GrantId, DoorFailure> Failed,
    IReadOnlyList<Drift> Drift
)
{
    public static PointAnswer Of(IReadOnlyDictionary<GrantId, ObservedDoor> before, EnforcementReport report) =>
        new(
            true,
            before.Keys.ToHashSet(),
            report.Open.ToDictionary(d => d.Grant),
            report.Shut.DistinctBy(s => s.Grant).ToDictionary(s => s.Grant),
            report.Failed.DistinctBy(f => f.Grant).ToDictionary(f => f.Grant),
            report.Drift
        );

    public static PointAnswer Silent(IEnumerable<DoorFailure> failures) =>
        new(
            false,
            new HashSet<GrantId>(),
            new Dictionary<GrantId, ObservedDoor>(),
            new Dictionary<GrantId, ShutDoor>(),
            failures.ToDictionary(f => f.Grant),
            []
        );
}
