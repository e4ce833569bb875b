using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>One difference that one scan made to the inventory.</summary>
public sealed class Change
{
    public long Id { get; set; }

    public ScanId ScanId { get; set; }

    public DateTimeOffset At { get; set; }

    public ChangeKind Kind { get; set; }

    public long HostId { get; set; }

    public int? Port { get; set; }

    public TransportProtocol? Protocol { get; set; }

    public string? Before { get; set; }

    public string? After { get; set; }
}

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
