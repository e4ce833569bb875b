using System.Collections.Concurrent;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement;

/// <summary>Doors that were shut a little while ago, to be told in reports and looked for in proofs.</summary>
internal sealed class EndedDoors(TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<GrantId, (ShutDoor Shut, DateTimeOffset Deadline, uint Mark)> _ended = new();

    public IEnumerable<ShutDoor> All => _ended.Values.Select(e => e.Shut).OrderByDescending(e => e.At);

    /// <param name="mark">What the point knows the door by, to be asked again with <see cref="MarkOf"/>.</param>
    /// <param name="at">When nothing could pass any more, where that was before now.</param>
    /// <param name="measured">That moment is known; false where others were only told.</param>
    public void Add(
        GrantId grant,
        DateTimeOffset deadline,
        int flowsCut,
        bool byDeadline,
        uint mark = 0,
        DateTimeOffset? at = null,
        bool measured = true
    )
    {
        var shut = new ShutDoor(grant, at ?? time.GetUtcNow(), flowsCut, 0, 0, byDeadline)
        {
            Measured = measured,
            Stamp = at is null ? time.GetTimestamp() : null,
        };
        _ended.AddOrUpdate(grant, (shut, deadline, mark), (_, old) => byDeadline || !old.Shut.ByDeadline ? (shut, deadline, mark) : old);
    }

    public bool Knows(GrantId grant) => _ended.ContainsKey(grant);

    public uint? MarkOf(GrantId grant) => _ended.TryGetValue(grant, out var ended) ? ended.Mark : null;

    /// <summary>NB. By the portal's own clocks that time was over, whatever the wall clock says now.</summary>
    public bool IsOverFor(DesiredDoor door) =>
        _ended.TryGetValue(door.Grant, out var ended) && ended.Shut.ByDeadline && door.Deadline <= ended.Deadline;

    public void Reopened(GrantId grant) => _ended.TryRemove(grant, out _);

    public void ForgetOld(DesiredAccess desired)
    {
        var now = time.GetUtcNow();
        foreach (var (grant, ended) in _ended)
            if (!desired.ByGrant.ContainsKey(grant) && now - ended.Shut.At > Remembered)
                _ended.TryRemove(grant, out _);
    }
}
