using System.Globalization;
using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary><c>5432/tcp</c>, <c>6000-6010/tcp</c>, or without a protocol for all of them.</summary>
public readonly record struct PortRange(int First, int Last, TransportProtocol? Protocol)
{
    public bool Contains(TransportProtocol protocol, int port) =>
        port >= First && port <= Last && (Protocol is null || Protocol == protocol);

    public static bool TryParse(string? text, out PortRange range)
    {
        range = default;
        var parts = (text ?? "").Trim().Split('/');
        TransportProtocol? protocol = null;
        if (parts.Length > 2)
            return false;
        if (parts.Length == 2)
        {
            if (!Endpoint.TryParseProtocol(parts[1].Trim(), out var named))
                return false;
            protocol = named;
        }
        var ends = parts[0].Split('-');
        if (ends.Length > 2 || !Number(ends[0], out var first) || !Number(ends[^1], out var last) || first > last)
            return false;
        range = new PortRange(first, last, protocol);
        return true;
    }

    private static bool Number(string text, out int port) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535;
}
