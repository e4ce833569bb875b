using JitPortal.Enforcement.Model;

namespace JitPortal.Grants;

/// <summary>One enforcement point as operators see it.</summary>
/// <param name="IsDefault">Used where policy names none.</param>
/// <param name="OpenDoors">Doors that stand open there, as the point knows it.</param>
/// <param name="DriftDay">Things found there within a day that no grant explains.</param>
/// <param name="DriftWeek">The same within seven days.</param>
/// <param name="LastDrift">The newest of them; null when there was none in seven days.</param>
public sealed record PointView(
    string Name,
    bool IsDefault,
    Capabilities Capabilities,
    IReadOnlyList<PointCheck> Checks,
    IReadOnlyList<Snippet> Snippets,
    int OpenDoors,
    int DriftDay,
    int DriftWeek,
    DriftView? LastDrift
)
{
    /// <summary>The sites whose services it can open.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    public bool AllWell => Checks.All(c => c.Ok);
}
