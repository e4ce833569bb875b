namespace JitPortal.Shared;

/// <summary>Transport protocol of a service, as Nmap names them.</summary>
public enum TransportProtocol
{
    Tcp,
    Udp,
    Sctp,
}
