using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Grants.Model;

/// <summary>All grants at a moment -> the doors that should be open at one enforcement point.</summary>
public static class GrantProjection
{
    /// <summary>
    /// Pure. A grant that opens gets the deadline that counts from now, unless its door stands already (a save was lost between): then
    /// the clock runs since that door opened. Each grant has its own door, so none can cut or prolong another's.
    /// </summary>
    /// <param name="observed">What stands open at that point now.</param>
    /// <param name="lease">How far ahead of now a dead-man door is held open.</param>
    public static DesiredAccess At(
        string point,
        IEnumerable<Grant> grants,
        IReadOnlyDictionary<GrantId, ObservedDoor> observed,
        DateTimeOffset now,
        TimeSpan lease
    )
    {
        var doors = new List<DesiredDoor>();
        foreach (var grant in grants)
        {
            if (grant.DoorAt(point) is not { State: not DoorState.Shut } door)
                continue;
            var open = observed.GetValueOrDefault(grant.Id);
            if (DeadlineOf(grant, door, open, now) is { } deadline && deadline > now)
                doors.Add(
                    new DesiredDoor(
                        grant.Id,
                        grant.SourceAddress,
                        grant.Service.Local,
                        grant.Lease == LeaseKind.DeadMan ? Leased(deadline, open, now, lease) : deadline
                    )
                    {
                        PreferredPort = door.Port,
                        Holder = grant.HolderEmail,
                    }
                );
        }

        return new DesiredAccess(doors);
    }

    /// <summary>A lease with more than two thirds left is not renewed: what changes nothing needs no call.</summary>
    private static DateTimeOffset Leased(DateTimeOffset deadline, ObservedDoor? observed, DateTimeOffset now, TimeSpan lease)
    {
        var held = observed is not null && observed.Deadline - now > lease * 2 / 3 ? observed.Deadline : now + lease;
        return held < deadline ? held : deadline;
    }

    private static DateTimeOffset? DeadlineOf(Grant grant, GrantDoor door, ObservedDoor? observed, DateTimeOffset now) =>
        grant.State switch
        {
            GrantState.Open => grant.Deadline,
            GrantState.Opening when observed is not null => grant.Lease == LeaseKind.Full
                ? observed.Deadline
                : grant.DeadlineFrom(observed.OpenedAt),
            GrantState.Opening when BackOff.IsOver(door.NextAttemptAt, now) => grant.DeadlineFrom(now),
            _ => null,
        };
}
