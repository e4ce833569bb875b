namespace JitPortal.Inventory.Ingest;

/// <summary>What a scan did to the inventory.</summary>
/// <param name="Hosts">Live hosts written.</param>
/// <param name="Services">Open services written.</param>
public sealed record InventoryCounts(int Hosts, int Services, int HostsFound, int HostsBack, int HostsGone, int Opened, int Closed, int Changed, int IdentitiesChanged, int FindingsAdded, int CertificatesRenewed)
{
    public static InventoryCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Rows of the change table.</summary>
    public int Changes => HostsFound + HostsBack + HostsGone + Opened + Closed + Changed + IdentitiesChanged + FindingsAdded + CertificatesRenewed;
}
