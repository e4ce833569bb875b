namespace JitPortal.Enforcement.Nftables;

/// <summary>How the applier is reached.</summary>
internal enum ApplierAddress
{
    /// <summary>It is the portal itself.</summary>
    Direct,

    /// <summary>A process with more rights on this machine, behind a Unix socket.</summary>
    Socket,

    /// <summary>Another machine, by SSH.</summary>
    Ssh,
}
