using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>One <c>extrareasons</c>: a protocol, and its ports as Nmap writes them (<c>1,3-4,6</c>).</summary>
public readonly record struct FoldedRange(TransportProtocol Protocol, string Ports)
{
    /// <summary>Read when asked: most hosts of a scan are never asked, and each repeats some kilobytes of it.</summary>
    public bool Has(TransportProtocol protocol, int port) => protocol == Protocol && PortList.Ranges(Ports).Any(r => port >= r.First && port <= r.Last);
}
