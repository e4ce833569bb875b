namespace JitPortal.Enforcement.Model;

/// <summary>Why a door may count as shut although nothing could be compared.</summary>
public enum ShutGrounds
{
    /// <summary>There is no reason: it may stand open.</summary>
    None,

    /// <summary>What shuts the door (the portal's own gateway, the kernel's list, the server's catalog) said itself, at this look, that it is gone.</summary>
    ShutThere,

    /// <summary>Nothing that was ever given for this door can be used any more by any clock: it has ended by itself.</summary>
    Over,
}
