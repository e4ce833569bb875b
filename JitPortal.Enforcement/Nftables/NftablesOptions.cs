namespace JitPortal.Enforcement.Nftables;

/// <summary>An entry of <c>Enforcement:Points</c> with <c>Kind</c> <c>nftables</c>.</summary>
internal sealed class NftablesOptions
{
    /// <summary><c>forward</c> on a router or gateway, <c>host</c> on the protected machine itself.</summary>
    public string Placement { get; set; } = "forward";

    /// <summary>What is protected, such as <c>10.60.2.0/24 5432/tcp</c>, or a whole machine, such as <c>10.60.2.10</c>.</summary>
    public IList<string> Guards { get; } = [];

    /// <summary>Who touches the kernel: <c>direct</c> (the portal itself), the absolute path of an applier's socket, or <c>user@machine</c> by SSH.</summary>
    public string Applier { get; set; } = "direct";

    /// <summary>The portal's key for SSH; only for a machine elsewhere.</summary>
    public string? IdentityFile { get; set; }

    /// <summary>The machine's host key, as in <c>known_hosts</c>; only for a machine elsewhere.</summary>
    public string? KnownHostsFile { get; set; }

    /// <summary>How often the tables are looked at; left out, each second, and every five for a machine elsewhere.</summary>
    public TimeSpan? Poll { get; set; }

    /// <summary>Network namespace in which the tables live; left out, the portal's own. For <c>direct</c> only.</summary>
    public string? NetworkNamespace { get; set; }

    /// <summary>Network namespace from which doors are tried as the person would; see the documentation.</summary>
    public string? ProbeNamespace { get; set; }
}
