using JitPortal.Shared;

namespace JitPortal.Enforcement.Model;

/// <summary>
/// What has to be done so that what is open becomes what should be open. Order matters: shut first, then move deadlines, then open.
/// </summary>
public sealed record DoorPlan(IReadOnlyList<GrantId> Shut, IReadOnlyList<DesiredDoor> Move, IReadOnlyList<DesiredDoor> Open)
{
    public bool IsEmpty => Shut.Count == 0 && Move.Count == 0 && Open.Count == 0;

    /// <summary>
    /// Pure and total. NB. A door whose deadline is not after <paramref name="now"/> counts as not desired, whatever the caller says;
    /// a door of a grant whose source or service changed is shut and opened anew, so its connections do not live on.
    /// </summary>
    public static DoorPlan Between(DesiredAccess desired, IEnumerable<DesiredDoor> actual, DateTimeOffset now)
    {
        var wanted = desired.ByGrant.Values.Where(d => d.Deadline > now).ToDictionary(d => d.Grant);
        var shut = new List<GrantId>();
        var move = new List<DesiredDoor>();
        foreach (var door in actual)
        {
            if (!wanted.TryGetValue(door.Grant, out var want) || !want.IsSameWay(door))
            {
                shut.Add(door.Grant);
                continue;
            }

            wanted.Remove(door.Grant);
            if (want.Deadline != door.Deadline)
                move.Add(want);
        }

        return new DoorPlan(shut, move, [.. wanted.Values]);
    }
}
