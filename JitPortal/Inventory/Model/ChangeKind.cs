namespace JitPortal.Inventory.Model;

/// <summary>What differs between what was known and what a scan saw.</summary>
public enum ChangeKind
{
    HostFound,
    HostGone,
    HostBack,
    ServiceOpened,
    ServiceClosed,
    ServiceChanged,

    /// <summary>Other MAC, SSH host key or TLS key than before: it may be another machine.</summary>
    IdentityChanged,
    FindingAdded,

    /// <summary>Another certificate of the same name and issuer, or with the same key: the same machine.</summary>
    CertificateRenewed,
}
