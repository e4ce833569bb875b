namespace JitPortal.Scanning;

/// <summary>What Nmap may do here. It changes what "not seen" means, so every scan records it.</summary>
public enum NmapPrivilege
{
    /// <summary>Ordinary connections only: no ARP or ICMP discovery, no MAC addresses.</summary>
    ConnectOnly,

    /// <summary>Raw packets by the CAP_NET_RAW capability of the program file.</summary>
    CapNetRaw,

    /// <summary>Raw packets because the portal runs as root.</summary>
    Root,
}
