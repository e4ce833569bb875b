using System.Collections;
using JitPortal.Shared;

namespace JitPortal.Scanning.Model;

/// <summary>The ports that a scan asked, written per transport as <c>tcp:22,80,8000-8100 udp:53</c>.</summary>
public sealed class PortScope
{
    private readonly Dictionary<TransportProtocol, BitArray> _ports = [];
    private readonly List<string> _texts = [];

    public static PortScope Parse(string? text)
    {
        var scope = new PortScope();
        foreach (var part in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                scope.Add(part[..colon], part[(colon + 1)..]);
        }

        return scope;
    }

    /// <summary>Adds what a <c>scaninfo</c> element says; what can't be read adds nothing, so that nothing is called closed by mistake.</summary>
    public void Add(string protocol, string services)
    {
        if (!Endpoint.TryParseProtocol(protocol, out var transport))
            return;
        var text = $"{protocol.ToLowerInvariant()}:{services}";
        if (_texts.Contains(text))
            return;
        if (!_ports.TryGetValue(transport, out var ports))
            _ports[transport] = ports = new BitArray(65_536);
        foreach (var (first, last) in PortList.Ranges(services))
            for (var port = first; port <= last; port++)
                ports[port] = true;

        _texts.Add(text);
    }

    public bool Contains(TransportProtocol protocol, int port) => _ports.TryGetValue(protocol, out var ports) && ports[port];

    public override string ToString() => string.Join(' ', _texts);
}
