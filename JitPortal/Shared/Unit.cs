namespace JitPortal.Shared;

/// <summary>The value of a verb that has nothing to tell but that it was done.</summary>
public readonly record struct Unit
{
    public static Unit Done => default;
}
