namespace JitPortal.Enforcement.Gateway;

/// <summary>Lets so many through a second, and twice as many at once after a rest. Not thread-safe: its door's lock guards it.</summary>
internal sealed class ConnectionRate(int perSecond, TimeProvider time)
{
    private double _left = 2.0 * perSecond;
    private long _at = time.GetTimestamp();

    public bool TryPass()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(2.0 * perSecond, _left + (perSecond * time.GetElapsedTime(_at, now).TotalSeconds));
        _at = now;
        if (_left < 1)
            return false;
        _left--;
        return true;
    }
}
