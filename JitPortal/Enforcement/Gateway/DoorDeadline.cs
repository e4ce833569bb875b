namespace JitPortal.Enforcement.Gateway;

/// <summary>
/// A deadline held twice: as a monotonic time span since it was told, and by the wall clock. NB. Either is enough: a wall clock set back
/// must not lengthen a grant, nor may a sleeping machine's timer.
/// </summary>
internal sealed class DoorDeadline : IDisposable
{
    // A system timer cannot be set further ahead than 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private volatile Held _held;

    public DoorDeadline(DateTimeOffset at, TimeProvider time, Action due)
    {
        _time = time;
        _held = new Held(at, time.GetTimestamp(), at - time.GetUtcNow());
        _timer = time.CreateTimer(_ => due(), null, FireIn(_held.Span), Timeout.InfiniteTimeSpan);
    }

    /// <summary>NB. Asked by every pump while the deadline moves: at, start and span are read as one.</summary>
    public bool IsDue => _held is var held && (_time.GetUtcNow() >= held.At || _time.GetElapsedTime(held.Start) >= held.Span);

    public void Move(DateTimeOffset at)
    {
        _held = new Held(at, _time.GetTimestamp(), at - _time.GetUtcNow());
        _timer.Change(FireIn(_held.Span), Timeout.InfiniteTimeSpan);
    }

    /// <summary>After a timer that could not reach the deadline in one go.</summary>
    public void Rearm() => _timer.Change(FireIn(_held.Span - _time.GetElapsedTime(_held.Start)), Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();

    private static TimeSpan FireIn(TimeSpan span) =>
        span <= TimeSpan.Zero ? TimeSpan.Zero
        : span < Longest ? span
        : Longest;

    private sealed record Held(DateTimeOffset At, long Start, TimeSpan Span);
}
