namespace JitPortal.Enforcement.Gateway;

/// <summary>Bytes both ways, how fast they moved in the last seconds, and since when nothing moves. 64 bits count for centuries.</summary>
internal sealed class ByteMeter(long now)
{
    // A rate is taken over two to four seconds: long enough to be calm, short enough to be "now".
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private Mark _older = new(now, 0, 0);
    private Mark _newer = new(now, 0, 0);
    private Mark _last = new(now, 0, 0);
    private long _in;
    private long _out;

    public long In => Interlocked.Read(ref _in);

    public long Out => Interlocked.Read(ref _out);

    public void Add(bool inward, long bytes) => Interlocked.Add(ref inward ? ref _in : ref _out, bytes);

    /// <summary>To be called about each second.</summary>
    /// <param name="now">Monotonic time stamp.</param>
    /// <returns>How long nothing has moved.</returns>
    public TimeSpan Sample(long now, TimeProvider time)
    {
        lock (_lock)
        {
            var mark = new Mark(now, In, Out);
            if (mark.In != _last.In || mark.Out != _last.Out)
                _last = mark;
            if (time.GetElapsedTime(_newer.At, now) >= Window)
                (_older, _newer) = (_newer, mark);
            return time.GetElapsedTime(_last.At, now);
        }
    }

    /// <summary>Bytes a second, lately.</summary>
    public (long In, long Out) PerSecond(TimeProvider time)
    {
        lock (_lock)
        {
            // Less than a second would make a first packet look like a flood.
            var seconds = Math.Max(1, time.GetElapsedTime(_older.At).TotalSeconds);
            return ((long)((In - _older.In) / seconds), (long)((Out - _older.Out) / seconds));
        }
    }

    private readonly record struct Mark(long At, long In, long Out);
}
