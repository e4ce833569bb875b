namespace JitPortal.Enforcement.Gateway;

/// <summary>So many of something, shared by all connections of the gateway; who gets none goes without.</summary>
internal sealed class Allowance(long size)
{
    private long _taken;

    public long Taken => Interlocked.Read(ref _taken);

    public bool TryTake(long amount)
    {
        if (Interlocked.Add(ref _taken, amount) <= size)
            return true;
        GiveBack(amount);
        return false;
    }

    public void GiveBack(long amount) => Interlocked.Add(ref _taken, -amount);
}
