using JitPortal.Enforcement.Toolkit;

namespace JitPortal.Enforcement.Gateway;

/// <summary>The deadline of one door, with a timer that says when it has come.</summary>
internal sealed class DoorDeadline : IDisposable
{
    // A system timer cannot be set further ahead than 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private volatile HeldDeadline _held;

    public DoorDeadline(DateTimeOffset at, TimeProvider time, Action due)
    {
        _time = time;
        _held = new HeldDeadline(at, time);
        _timer = time.CreateTimer(_ => due(), null, FireIn(_held.Left), Timeout.InfiniteTimeSpan);
    }

    /// <summary>NB. Asked by every pump while the deadline moves: all of it is exchanged at once.</summary>
    public bool IsDue => _held.IsDue;

    public void Move(DateTimeOffset at)
    {
        _held = new HeldDeadline(at, _time);
        _timer.Change(FireIn(_held.Left), Timeout.InfiniteTimeSpan);
    }

    /// <summary>After a timer that could not reach the deadline in one go.</summary>
    public void Rearm() => _timer.Change(FireIn(_held.Left), Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    private static TimeSpan FireIn(TimeSpan span) =>
        span <= TimeSpan.Zero ? TimeSpan.Zero
        : span < Longest ? span
        : Longest;
}
