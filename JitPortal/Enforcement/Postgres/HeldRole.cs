using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Postgres;

/// <summary>A role that stands, as this process knows it; with the deadline kept twice: as a span since it was told, and by the wall clock.</summary>
internal sealed class HeldRole
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private DesiredDoor _door;
    private (long Start, TimeSpan Span) _budget;

    public HeldRole(DesiredDoor door, uint oid, DateTimeOffset opened, TimeProvider time)
    {
        (_door, Oid, Opened, _time) = (door, oid, opened, time);
        _budget = (time.GetTimestamp(), door.Deadline - time.GetUtcNow());
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

    /// <summary>NB. Either clock is enough: a wall clock set back must not lengthen a grant, nor may a sleeping machine's timer.</summary>
    public bool IsDue => _time.GetUtcNow() >= _door.Deadline || _time.GetElapsedTime(_budget.Start) >= _budget.Span;

    public bool Stands => !Ending && !IsDue;

    public void Move(DesiredDoor door)
    {
        lock (_lock)
        {
            if (Stands)
                (_door, _budget) = (door, (_time.GetTimestamp(), door.Deadline - _time.GetUtcNow()));
        }
    }

    public void End()
    {
        lock (_lock)
            (Ending, ByDeadline) = (true, Ending ? ByDeadline : IsDue);
    }

    /// <summary>NB. Traffic is not counted here, so bytes are 0.</summary>
    public ObservedDoor View() =>
        new(
            _door.Grant,
            _door.Source,
            _door.Service,
            _door.Deadline,
            _door.Service.Address.ToString(),
            _door.Service.Port,
            Opened,
            Flows,
            0,
            0,
            0
        );
}
