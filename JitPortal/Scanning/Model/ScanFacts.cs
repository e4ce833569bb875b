using System.Net;
using JitPortal.Shared;

namespace JitPortal.Scanning.Model;

/// <summary>What one scan says, as far as a comparison needs it.</summary>
/// <param name="Open">Each open service, and what was seen behind it.</param>
/// <param name="Asked">Whether the scan looked at this port of this address and came to an answer.</param>
public sealed record ScanFacts(IReadOnlyDictionary<Endpoint, SeenService> Open, Func<Endpoint, bool> Asked)
{
    /// <summary>Looks of a scan: hosts that were finished, and ports that were asked, per transport.</summary>
    /// <param name="finished">Hosts that were finished, up or down.</param>
    /// <param name="silent">Addresses of the scope that a complete scan does not mention because nobody answered there.</param>
    public static ScanFacts Of(IReadOnlyDictionary<Endpoint, SeenService> open, IReadOnlySet<IPAddress> finished, IReadOnlyList<AddressRange> silent, PortScope ports) =>
        new(open, e => open.ContainsKey(e) || (ports.Contains(e.Protocol, e.Port) && (finished.Contains(e.Address) || silent.Any(r => r.Contains(e.Address)))));
}
