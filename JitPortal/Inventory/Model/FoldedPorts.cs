using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>Ports of one host that share a state and are not listed one by one (<c>extraports</c>).</summary>
/// <param name="Count">How many they are.</param>
/// <param name="Reasons">Which they are, where the scanner says it (<c>extrareasons</c> of Nmap 7.70 and later); empty otherwise.</param>
public sealed record FoldedPorts(PortState State, int Count, IReadOnlyList<FoldedRange> Reasons)
{
    /// <summary>Null where the scanner does not say which ports it means.</summary>
    public bool? Has(TransportProtocol protocol, int port) => Reasons.Count == 0 ? null : Reasons.Any(r => r.Has(protocol, port));
}

/// <summary>One <c>extrareasons</c>: a protocol, and its ports as Nmap writes them (<c>1,3-4,6</c>).</summary>
public readonly record struct FoldedRange(TransportProtocol Protocol, string Ports)
{
    /// <summary>Read when asked: most hosts of a scan are never asked, and each repeats some kilobytes of it.</summary>
    public bool Has(TransportProtocol protocol, int port) =>
        protocol == Protocol && PortList.Ranges(Ports).Any(r => port >= r.First && port <= r.Last);
}
