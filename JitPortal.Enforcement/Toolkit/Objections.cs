using System.Net;
using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Toolkit;

internal static class Objections
{
    /// <summary>What of the desired set a point can open at all. The rest fails for good, each door with the point's own sentence.</summary>
    public static (DesiredAccess Possible, List<DoorFailure> Failed) Split(
        DesiredAccess desired,
        Func<Endpoint, IPAddress?, string?> objectionTo
    )
    {
        var (possible, failed) = (new List<DesiredDoor>(), new List<DoorFailure>());
        foreach (var door in desired.ByGrant.Values)
            if (objectionTo(door.Service, door.Source) is { } objection)
                failed.Add(new DoorFailure(door.Grant, objection, Permanent: true));
            else
                possible.Add(door);
        return (new DesiredAccess(possible), failed);
    }
}
