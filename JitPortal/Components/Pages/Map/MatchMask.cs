using System.Globalization;

namespace JitPortal.Components.Pages.Map;

/// <summary>Which hosts fit a query, small enough for the circuit: 65,536 IPv4 hosts take 12 kB.</summary>
/// <param name="Blocks">By the first three octets: a bit for each last octet, least significant first, in base64.</param>
/// <param name="Others">In full: IPv6 addresses, and those of another site than the main one.</param>
public sealed record MatchMask(IReadOnlyDictionary<string, string> Blocks, IReadOnlyList<string> Others)
{
    public static MatchMask Of(IReadOnlyCollection<string> addresses)
    {
        Dictionary<string, byte[]> blocks = new(StringComparer.Ordinal);
        List<string> others = [];
        foreach (var address in addresses)
        {
            var dot = address.LastIndexOf('.');
            if (
                dot < 0
                || address.Contains('/', StringComparison.Ordinal)
                || !byte.TryParse(address.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            )
            {
                others.Add(address);
                continue;
            }

            if (!blocks.TryGetValue(address[..dot], out var bits))
                blocks[address[..dot]] = bits = new byte[32];
            bits[last >> 3] |= (byte)(1 << (last & 7));
        }

        return new MatchMask(blocks.ToDictionary(b => b.Key, b => Convert.ToBase64String(b.Value), StringComparer.Ordinal), others);
    }
}
