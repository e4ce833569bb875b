using System.Globalization;
using JitPortal.Shared;

namespace JitPortal.Policies.Model;

/// <summary>A port or a range of ports, of one transport or (protocol left out) of each: <c>5432/tcp</c>, <c>8000-8100/tcp</c>, <c>53</c>.</summary>
public readonly record struct PortPattern(int First, int Last, TransportProtocol? Protocol)
{
    public bool Matches(Endpoint endpoint) =>
        endpoint.Port >= First && endpoint.Port <= Last && (Protocol is null || Protocol == endpoint.Protocol);

    public static bool TryParse(string text, out PortPattern pattern)
    {
        pattern = default;
        var parts = text.Trim().Split('/');
        TransportProtocol? protocol = null;
        if (parts.Length > 2)
            return false;
        if (parts.Length == 2)
        {
            if (!Endpoint.TryParseProtocol(parts[1], out var named))
                return false;
            protocol = named;
        }

        var ends = parts[0].Split('-');
        if (ends.Length > 2 || !TryParsePort(ends[0], out var first) || !TryParsePort(ends[^1], out var last) || first > last)
            return false;
        pattern = new PortPattern(first, last, protocol);
        return true;
    }

    public override string ToString()
    {
        var ports =
            First == Last
                ? string.Create(CultureInfo.InvariantCulture, $"{First}")
                : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
        return Protocol is { } protocol ? $"{ports}/{protocol.ToString().ToLowerInvariant()}" : ports;
    }

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535;
}
