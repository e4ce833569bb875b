namespace JitPortal.Inventory.Model;

/// <summary>
/// Another address of a host, as a scan said. The host is found by it; its ports were looked at only at <see cref="Host.Address"/>.
/// </summary>
public sealed class HostAddress
{
    /// <summary><see cref="Shared.AddressText.SortKey(System.Net.IPAddress)"/>: an address belongs to the host that showed it last.</summary>
    public required string AddressKey { get; set; }

    /// <summary>Canonical text of the address.</summary>
    public required string Address { get; set; }

    public long HostId { get; set; }
}
