using Microsoft.Extensions.Time.Testing;

namespace JitPortal.Tests.Support;

/// <summary>A clock whose wall time can be set while timers and time stamps run on, as on a machine whose clock somebody corrects.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private readonly FakeTimeProvider _steady = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private TimeSpan _off;

    public override long TimestampFrequency => _steady.TimestampFrequency;

    /// <summary>Time passes.</summary>
    public void Advance(TimeSpan by) => _steady.Advance(by);

    /// <summary>Somebody sets the wall clock.</summary>
    public void Jump(TimeSpan by) => _off += by;

    public override DateTimeOffset GetUtcNow() => _steady.GetUtcNow() + _off;

    public override long GetTimestamp() => _steady.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _steady.CreateTimer(callback, state, dueTime, period);
}
