using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Toolkit;

namespace JitPortal.Enforcement.Postgres;

/// <summary>A role that stands, as this process knows it.</summary>
internal sealed class HeldRole
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private DesiredDoor _door;
    private HeldDeadline _deadline;

    public HeldRole(DesiredDoor door, uint oid, DateTimeOffset opened, TimeProvider time)
    {
        (_door, Oid, Opened, _time) = (door, oid, opened, time);
        _deadline = new HeldDeadline(door.Deadline, time);
    }

    /// <summary>Tells the role from another one of the same name.</summary>
    public uint Oid { get; }

    public DateTimeOffset Opened { get; }

    public DesiredDoor Door => _door;

    /// <summary>Sessions as last seen.</summary>
    public IReadOnlyList<FlowView> Flows { get; set; } = [];

    /// <summary>Shutting has begun; there is no way back.</summary>
    public bool Ending { get; private set; }

    public bool ByDeadline { get; private set; }

    /// <summary>Since when it cannot log in any more and has no session.</summary>
    public DateTimeOffset? CutOffAt { get; set; }

    public bool CutOff => CutOffAt is not null;

    public int FlowsCut { get; set; }

    public bool IsDue => _deadline.IsDue;

    public bool Stands => !Ending && !IsDue;

    public void Move(DesiredDoor door)
    {
        lock (_lock)
        {
            if (Stands)
                (_door, _deadline) = (door, new HeldDeadline(door.Deadline, _time));
        }
    }

    public void End()
    {
        lock (_lock)
            (Ending, ByDeadline) = (true, Ending ? ByDeadline : IsDue);
    }

    /// <summary>NB. Traffic is not counted here, so bytes are 0.</summary>
    public ObservedDoor View() => ObservedDoor.AtService(_door, Opened, Flows);
}
