namespace JitPortal.Enforcement.Toolkit;

/// <summary>
/// A deadline held twice: by the wall clock, and as a span of the clock that nobody sets, counted from when it was told. NB. Either is
/// enough: a wall clock set back must not lengthen a grant, nor may a sleeping machine's timer.
/// </summary>
internal sealed class HeldDeadline(DateTimeOffset at, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly TimeSpan _span = at - time.GetUtcNow();

    public bool IsDue => time.GetUtcNow() >= at || Left <= TimeSpan.Zero;

    /// <summary>By the clock that nobody sets; negative once it is over.</summary>
    public TimeSpan Left => _span - time.GetElapsedTime(_start);
}
