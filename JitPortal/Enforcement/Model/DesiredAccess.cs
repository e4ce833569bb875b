using JitPortal.Shared;

namespace JitPortal.Enforcement.Model;

/// <summary>
/// The whole set of doors that should be open at one enforcement point, computed from all grants at one moment. A door that is not
/// in it must be shut. Each grant has a door of its own, so the end of one grant cannot cut another's.
/// </summary>
public sealed record DesiredAccess(IReadOnlyList<DesiredDoor> Doors)
{
    public static DesiredAccess None { get; } = new([]);

    /// <summary>The doors by grant; of two for one grant the earlier deadline counts.</summary>
    public IReadOnlyDictionary<GrantId, DesiredDoor> ByGrant { get; } =
        Doors.GroupBy(d => d.Grant).ToDictionary(g => g.Key, g => g.MinBy(d => d.Deadline)!);
}
