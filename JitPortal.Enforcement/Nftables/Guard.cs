using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>
/// What is protected: ports of machines, or machines as a whole. Written <c>10.60.2.0/24 5432/tcp</c>, <c>2001:db8::5 8000-8010/udp</c>
/// or <c>10.60.2.10</c>.
/// </summary>
/// <param name="Protocol">TCP or UDP; null when whole machines are protected.</param>
internal readonly record struct Guard(AddressRange Range, TransportProtocol? Protocol, int FirstPort, int LastPort)
{
    public bool IsWhole => Protocol is null;

    public bool Covers(Endpoint service) =>
        Range.Contains(service.Address)
        && (IsWhole || (Protocol == service.Protocol && service.Port >= FirstPort && service.Port <= LastPort));

    /// <summary>False with a sentence that says what is wrong and what is understood.</summary>
    public static bool TryParse(string? text, out Guard guard, [NotNullWhen(false)] out string? problem)
    {
        guard = default;
        var parts = (text ?? "").Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 2)
        {
            problem =
                $"“{text}” is not understood; write an address, network or range, and for single services a port, such as 10.60.2.0/24 5432/tcp.";
            return false;
        }

        if (!AddressRange.TryParse(parts[0], out var range, out problem))
            return false;
        if (parts.Length == 1)
        {
            guard = new Guard(range, null, 0, 65535);
            return true;
        }

        if (!TryPorts(parts[1], out var protocol, out var first, out var last))
        {
            problem = $"“{parts[1]}” is not a port; write 5432/tcp, 8000-8010/tcp or 53/udp.";
            return false;
        }

        guard = new Guard(range, protocol, first, last);
        return true;
    }

    public override string ToString() =>
        IsWhole
            ? Range.ToString()
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Range} {FirstPort}{(LastPort == FirstPort ? "" : $"-{LastPort}")}/{(Protocol == TransportProtocol.Udp ? "udp" : "tcp")}"
            );

    private static bool TryPorts(string text, out TransportProtocol protocol, out int first, out int last)
    {
        (protocol, first, last) = (default, 0, 0);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !Endpoint.TryParseProtocol(text[(slash + 1)..], out protocol) || protocol == TransportProtocol.Sctp)
            return false;
        var ends = text[..slash].Split('-');
        return ends.Length <= 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out last)
            && first is > 0
            && first <= last
            && last <= 65535;
    }
}
