namespace JitPortal.Policies.Model;

/// <summary>Whether a rule covers a request, and how sure that is.</summary>
internal enum Coverage
{
    No,

    /// <summary>It would depend on a scan fact that is missing or stale.</summary>
    Possible,

    /// <summary>It does, by what a scan saw.</summary>
    ByScan,

    /// <summary>It does, by the door itself and the requester alone.</summary>
    Certain,
}
