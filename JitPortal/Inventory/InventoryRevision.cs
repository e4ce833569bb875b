namespace JitPortal.Inventory;

/// <summary>
/// Changes when the inventory may have changed, so that what was computed from it knows when it is old. It moves with each write of this
/// process, and every 15 seconds, because the command line or another portal may have written.
/// </summary>
public sealed class InventoryRevision(TimeProvider clock)
{
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(15);
    private long _writes;

    public long Value => (Interlocked.Read(ref _writes) << 32) | (clock.GetUtcNow().UtcTicks / Trusted.Ticks & uint.MaxValue);

    public void Raise() => Interlocked.Increment(ref _writes);
}
