using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>One address on the network that answered at least once. Texts come from scans and are not to be trusted as markup.</summary>
public sealed class Host
{
    public long Id { get; set; }

    /// <summary>Whose address it is, see <see cref="Model.Site"/>: with the address it is the host's key.</summary>
    public string Site { get; set; } = SiteName.Main;

    /// <summary>Canonical text of the address.</summary>
    public required string Address { get; set; }

    /// <summary><see cref="AddressText.SortKey(System.Net.IPAddress)"/>: ranges and order in SQL.</summary>
    public required string AddressKey { get; set; }

    /// <summary>The network the map draws it in: /24 for IPv4, /64 for IPv6.</summary>
    public required string Network { get; set; }

    /// <summary>The names it has, then those it had.</summary>
    public IReadOnlyList<string> Hostnames { get; set; } = [];

    /// <summary>The same names with their kind and age, see <see cref="HostName"/>.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    public string? Mac { get; set; }

    public string? Vendor { get; set; }

    public string? Os { get; set; }

    /// <summary>Nmap's certainty about <see cref="Os"/>, percent.</summary>
    public int? OsAccuracy { get; set; }

    public HostState State { get; set; }

    public DateTimeOffset FirstSeen { get; set; }

    public DateTimeOffset LastSeen { get; set; }

    /// <summary>
    /// When a scan last looked for it, or for ports of it, and they did not answer; what an older scan saw changes nothing then. The zero
    /// time when that never happened.
    /// </summary>
    public DateTimeOffset SilentAt { get; set; }

    public ScanId LastScanId { get; set; }

    /// <summary>Worst sensitivity of its open services; null without one.</summary>
    public Sensitivity? Worst { get; set; }

    /// <summary>How many of its services were open when last looked at.</summary>
    public int OpenServices { get; set; }

    /// <summary>Names of the vantage points that see it up.</summary>
    public IReadOnlyList<string> Vantages { get; set; } = [];

    /// <summary>What tells this machine from another at the same address: one line a MAC, SSH host key or TLS key, see <see cref="IdentityEvidence"/>.</summary>
    public IReadOnlyList<string> Evidence { get; set; } = [];

    /// <summary>What the last sighting did to it.</summary>
    public HostMark Mark { get; set; }

    /// <summary>Number of the scan that last saw it, see <see cref="Sightings.NumberOf"/>.</summary>
    public long Sighting { get; set; }

    /// <summary>
    /// Number of the scan since which every further one has shown exactly the same. Those move only the host's times: the services that it
    /// showed open are as fresh as the host, see <see cref="Service.SeenOpen"/>.
    /// </summary>
    public long SameSince { get; set; }

    /// <summary>Hash of the whole last sighting: an equal one changes nothing but times.</summary>
    public long Fingerprint { get; set; }
}

/// <summary>Whether the newest scan whose scope held the address saw the host.</summary>
public enum HostState
{
    Up,

    /// <summary>Was up once; the last scan that asked for it got no answer.</summary>
    Gone,
}

/// <summary>
/// Another address of a host, as a scan said. The host is found by it; its ports were looked at only at <see cref="Host.Address"/>.
/// </summary>
public sealed class HostAddress
{
    /// <summary><see cref="Shared.AddressText.SortKey(System.Net.IPAddress)"/>: an address belongs to the host that showed it last.</summary>
    public required string AddressKey { get; set; }

    /// <summary>Canonical text of the address.</summary>
    public required string Address { get; set; }

    /// <summary>The host's.</summary>
    public string Site { get; set; } = SiteName.Main;

    public long HostId { get; set; }
}

/// <summary>What the last scan that saw a host did to its entry.</summary>
public enum HostMark
{
    None,
    New,
    Changed,
}
