using System.Collections.Concurrent;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Toolkit;

/// <summary>Doors that were shut a little while ago: told in reports, looked for in proofs, and not opened again for a time that is over.</summary>
/// <typeparam name="TMark">What the point itself wants to know of such a door.</typeparam>
internal class EndedDoors<TMark>(TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<GrantId, EndedDoor<TMark>> _ended = new();

    /// <summary>The latest first.</summary>
    public IReadOnlyList<ShutDoor> All => [.. _ended.Values.Select(e => e.Shut).OrderByDescending(s => s.At)];

    /// <param name="deadline">The door's own, as it was told last.</param>
    public void Add(ShutDoor shut, DateTimeOffset deadline, TMark mark)
    {
        var ended = new EndedDoor<TMark>(shut, deadline, mark);
        // NB. That its time was over is not forgotten when it is shut once more for another reason.
        _ended.AddOrUpdate(shut.Grant, ended, (_, old) => shut.ByDeadline || !old.Shut.ByDeadline ? ended : old);
    }

    public EndedDoor<TMark>? Find(GrantId grant) => _ended.GetValueOrDefault(grant);

    /// <summary>NB. By the portal's own clocks that time was over, whatever the wall clock says now.</summary>
    public DoorFailure? ObjectionTo(DesiredDoor door) =>
        Find(door.Grant) is { Shut.ByDeadline: true } ended && door.Deadline <= ended.Deadline
            ? new DoorFailure(door.Grant, "The grant's time is over by the portal's own clock.", Permanent: true)
            : null;

    public void Reopened(GrantId grant) => _ended.TryRemove(grant, out _);

    public void ForgetOld(DesiredAccess desired)
    {
        var now = time.GetUtcNow();
        foreach (var (grant, ended) in _ended)
            if (!desired.ByGrant.ContainsKey(grant) && now - ended.Shut.At > Remembered)
                _ended.TryRemove(grant, out _);
    }
}

/// <summary>Such doors of a point that wants to know nothing more of them.</summary>
internal sealed class EndedDoors(TimeProvider time) : EndedDoors<Unit>(time)
{
    public void Add(ShutDoor shut, DateTimeOffset deadline) => Add(shut, deadline, default);
}

/// <summary>A door that was shut a little while ago.</summary>
internal sealed record EndedDoor<TMark>(ShutDoor Shut, DateTimeOffset Deadline, TMark Mark);
