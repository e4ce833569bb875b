namespace JitPortal.Enforcement.Model;

/// <summary>
/// How the point stands after it was told the desired set. A grant that is in none of the lists has no door and none is remembered:
/// nothing of it can pass.
/// </summary>
/// <param name="Shut">Doors shut by this call or a little earlier, the latest first told.</param>
public sealed record EnforcementReport(IReadOnlyList<ObservedDoor> Open, IReadOnlyList<ShutDoor> Shut, IReadOnlyList<DoorFailure> Failed)
{
    /// <summary>What no grant explains, found and put right since the report before.</summary>
    public IReadOnlyList<Drift> Drift { get; init; } = [];
}
