namespace JitPortal.Hosting;

/// <summary>
/// The portal's clock: the machine's wall clock, but never earlier than what the portal knows to be over. When somebody sets the wall
/// clock back, time goes on here as if nobody had, for else every deadline at every point would come later. When the wall clock is put
/// right again, forwards, the two are one again. A clock set forward is followed: access ends early then, never late.
/// </summary>
public sealed class PortalClock : TimeProvider
{
    /// <summary>Time servers correct so much in one step, and two processes that write one journal may differ by it.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Renew = TimeSpan.FromMilliseconds(100);

    /// <summary>Between the two clocks' readings: longer, and somebody was stopped in the middle.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly TimeProvider _system;
    private readonly ClockTrust _trust;
    private State _state;

    public PortalClock(TimeProvider system, ClockTrust trust)
    {
        (_system, _trust) = (system, trust);
        var (wall, stamp) = Read();
        _state = new State(wall, stamp, TimeSpan.Zero);
    }

    /// <summary>What the machine's clock says, right or not.</summary>
    public DateTimeOffset Machine => _system.GetUtcNow();

    public override long TimestampFrequency => _system.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => _system.LocalTimeZone;

    public override long GetTimestamp() => _system.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _system.CreateTimer(callback, state, dueTime, period);

    public override DateTimeOffset GetUtcNow()
    {
        var (wall, stamp, state) = (_system.GetUtcNow(), _system.GetTimestamp(), Volatile.Read(ref _state));
        var passed = _system.GetElapsedTime(state.Stamp, stamp);
        var step = wall - state.Wall - passed;
        if (step < -Tolerance || (state.Ahead > TimeSpan.Zero && step > Tolerance))
            return Stepped();
        if (passed > Renew)
            Follow(state);
        return wall + state.Ahead;
    }

    /// <summary>At a start: nothing that was written can lie ahead.</summary>
    /// <param name="written">The latest moment that the journal knows of.</param>
    internal void Judge(DateTimeOffset written)
    {
        lock (_lock)
        {
            var (wall, stamp) = Read();
            if (wall + _state.Ahead >= written - Tolerance)
                return;
            Volatile.Write(ref _state, new State(wall, stamp, written - wall));
            _trust.Distrust(wall, written);
        }
    }

    /// <summary>Somebody who may said that the machine's clock is right.</summary>
    internal void Accept()
    {
        lock (_lock)
        {
            var (wall, stamp) = Read();
            Volatile.Write(ref _state, new State(wall, stamp, TimeSpan.Zero));
            _trust.Restored();
        }
    }

    /// <summary>Small corrections are followed. NB. Only from readings made at once, or a thread that was stopped between them would look like a step.</summary>
    private void Follow(State state)
    {
        var before = _system.GetTimestamp();
        var (wall, stamp) = (_system.GetUtcNow(), _system.GetTimestamp());
        if (
            _system.GetElapsedTime(before, stamp) <= AtOnce
            && (wall - state.Wall - _system.GetElapsedTime(state.Stamp, stamp)).Duration() <= Tolerance
        )
            Interlocked.CompareExchange(ref _state, state with { Wall = wall, Stamp = stamp }, state);
        else if (_system.GetElapsedTime(before, stamp) <= AtOnce && state.Ahead == TimeSpan.Zero && wall > state.Wall)
            Interlocked.CompareExchange(ref _state, new State(wall, stamp, TimeSpan.Zero), state);
    }

    private DateTimeOffset Stepped()
    {
        lock (_lock)
        {
            var (wall, stamp) = Read();
            var step = wall - _state.Wall - _system.GetElapsedTime(_state.Stamp, stamp);
            if (step.Duration() <= Tolerance)
                return wall + _state.Ahead;
            var ahead = _state.Ahead - step;
            if (ahead <= Tolerance)
                ahead = TimeSpan.Zero;
            Volatile.Write(ref _state, new State(wall, stamp, ahead));
            if (ahead == TimeSpan.Zero)
                _trust.Restored();
            else
                _trust.Ahead(ahead);
            return wall + ahead;
        }
    }

    private (DateTimeOffset Wall, long Stamp) Read()
    {
        while (true)
        {
            var before = _system.GetTimestamp();
            var (wall, after) = (_system.GetUtcNow(), _system.GetTimestamp());
            if (_system.GetElapsedTime(before, after) <= AtOnce)
                return (wall, after);
        }
    }

    /// <summary>The two clocks at one moment, and by how much the portal's time is ahead of the wall clock.</summary>
    private sealed record State(DateTimeOffset Wall, long Stamp, TimeSpan Ahead);
}
