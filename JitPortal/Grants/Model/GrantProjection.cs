using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Grants.Model;

/// <summary>All grants at a moment -> the doors that should be open at an enforcement point.</summary>
public static class GrantProjection
{
    /// <summary>
    /// Pure. A grant that opens gets the deadline that counts from now, unless its door stands already (a save was lost between): then
    /// the clock runs since that door opened. Each grant has its own door, so none can cut or prolong another's.
    /// </summary>
    public static DesiredAccess At(IEnumerable<Grant> grants, IReadOnlyDictionary<GrantId, ObservedDoor> standing, DateTimeOffset now) => new(
    [
        .. grants.Select(g => (Grant: g, Deadline: DeadlineOf(g, standing, now))).Where(x => x.Deadline > now)
            .Select(x => new DesiredDoor(x.Grant.Id, x.Grant.SourceAddress, x.Grant.Service, x.Deadline!.Value) { PreferredPort = x.Grant.ConnectPort }),
    ]);

    private static DateTimeOffset? DeadlineOf(Grant grant, IReadOnlyDictionary<GrantId, ObservedDoor> standing, DateTimeOffset now) => grant.State switch
    {
        GrantState.Open => grant.Deadline,
        GrantState.Opening when standing.TryGetValue(grant.Id, out var door) => door.Deadline,
        GrantState.Opening when grant.NextAttemptAt is null || grant.NextAttemptAt <= now => grant.DeadlineFrom(now),
        _ => null,
    };
}
