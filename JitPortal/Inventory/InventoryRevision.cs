namespace JitPortal.Inventory;

/// <summary>Counts the writes to the inventory by this process, so that what was computed from it knows when it is old.</summary>
public sealed class InventoryRevision
{
    private long _value;

    public long Value => Interlocked.Read(ref _value);

    public void Raise() => Interlocked.Increment(ref _value);
}
