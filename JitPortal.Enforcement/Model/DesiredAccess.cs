using System.Net;
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

/// <summary>One door that should be open now: for which grant, from where, to what, and until when.</summary>
/// <param name="Source">The only address that may pass; IPv4 is never written as IPv6.</param>
/// <param name="Deadline">
/// From this moment on the door must be shut, whoever forgets it. Under a dead-man lease it lies a few seconds ahead and is moved again
/// and again, never beyond the grant's own.
/// </param>
public sealed record DesiredDoor(GrantId Grant, IPAddress Source, Endpoint Service, DateTimeOffset Deadline)
{
    /// <summary>The port the door had before (a portal that restarted), to be tried first so that commands people copied still work.</summary>
    public int? PreferredPort { get; init; }

    /// <summary>E-mail address of the person, for accounts, logs and comments at the point; attacker-chosen text to every shell and query.</summary>
    public string Holder { get; init; } = "";

    /// <summary>Whether both lead from the same address to the same service.</summary>
    public bool IsSameWay(DesiredDoor other) => Source.Equals(other.Source) && Service == other.Service;
}
