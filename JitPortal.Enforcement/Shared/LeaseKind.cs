namespace JitPortal.Shared;

/// <summary>What keeps an opened access alive.</summary>
public enum LeaseKind
{
    /// <summary>It lasts to its deadline.</summary>
    Full,

    /// <summary>It ends early when the portal stops renewing it.</summary>
    DeadMan,
}
