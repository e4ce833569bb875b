using System.Collections;
using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>
/// Which ports a run asked for in a way that can see "open". A port that was not asked for, or by a probe that cannot tell open from
/// closed (ACK, FIN, NULL, Xmas, Maimon), says nothing when it does not show up as open.
/// </summary>
public sealed class AskedPorts
{
    private readonly BitArray?[] _ports = new BitArray?[3];
    private StableHash _hash = new();

    /// <summary>Differs when other ports were asked.</summary>
    public long Hash => _hash.Value;

    /// <summary>
    /// Types of <c>scaninfo</c> whose answers can be "open". Source: Nmap's manual, "Port Scanning Techniques", and <c>nmap.dtd</c>.
    /// </summary>
    private static readonly HashSet<string> SeeOpen = new(StringComparer.OrdinalIgnoreCase)
    {
        "syn",
        "connect",
        "udp",
        "sctpinit",
        "bounce",
        "idlescan",
        "window",
    };

    /// <summary>True for a type of scan that can tell that a port is open; unknown types cannot.</summary>
    public static bool CanSeeOpen(string type) => SeeOpen.Contains(type);

    /// <summary>Adds what a scaninfo element says; a scan type that cannot see "open" asks for nothing.</summary>
    public void Add(string type, string protocol, string services)
    {
        _hash.Add(type);
        if (CanSeeOpen(type))
            Add(protocol, services);
    }

    /// <summary>Adds e.g. <c>tcp</c> and <c>22,80,8000-8100</c>; what cannot be read asks for nothing.</summary>
    public void Add(string protocol, string services)
    {
        _hash.Add(protocol);
        _hash.Add(services);
        if (!Endpoint.TryParseProtocol(protocol, out var transport))
            return;
        var ports = _ports[(int)transport] ??= new BitArray(65536);
        foreach (var (first, last) in PortList.Ranges(services))
            for (var port = first; port <= last; port++)
                ports[port] = true;
    }

    public bool Contains(TransportProtocol protocol, int port) => _ports[(int)protocol]?[port] ?? false;
}
