using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace JitPortal.Shared;

/// <summary>
/// A closed range of addresses of one family. Reads <c>10.0.0.0/8</c>, <c>10.0.0.5</c>, <c>10.0.0.1-10.0.0.9</c> and <c>2001:db8::/112</c>,
/// and nothing else that Nmap would take (octet lists, wildcards, short forms), because what we did not parse we did not check.
/// </summary>
public readonly record struct AddressRange
{
    private AddressRange(UInt128 first, UInt128 last)
    {
        First = first;
        Last = last;
    }

    /// <summary>First address as a number, see <see cref="AddressText.ToNumber"/>.</summary>
    public UInt128 First { get; }

    public UInt128 Last { get; }

    public UInt128 Count => Last - First + 1;

    public bool IsIPv4 => AddressText.FromNumber(First).AddressFamily == AddressFamily.InterNetwork;

    public static AddressRange Single(IPAddress address)
    {
        var number = AddressText.ToNumber(address);
        return new AddressRange(number, number);
    }

    /// <summary>A range from two numbers of one family, in order.</summary>
    public static AddressRange Between(UInt128 first, UInt128 last) =>
        first <= last ? new AddressRange(first, last) : throw new ArgumentException("The first address is behind the last.", nameof(first));

    public bool Contains(IPAddress address) => Contains(AddressText.ToNumber(address));

    public bool Contains(UInt128 number) => number >= First && number <= Last;

    public bool Contains(AddressRange other) => other.First >= First && other.Last <= Last;

    /// <summary>False with a sentence that says what is wrong and what is understood.</summary>
    public static bool TryParse(string? text, out AddressRange range, [NotNullWhen(false)] out string? problem)
    {
        range = default;
        problem = null;
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Contains('/', StringComparison.Ordinal))
            return TryParseCidr(trimmed, out range, out problem);
        var dash = trimmed.IndexOf('-', StringComparison.Ordinal);
        var (from, to) = dash < 0 ? (trimmed, trimmed) : (trimmed[..dash].Trim(), trimmed[(dash + 1)..].Trim());
        if (!AddressText.TryParse(from, out var first) || !AddressText.TryParse(to, out var last))
        {
            problem =
                $"“{TypedText.Quoted(trimmed)}” is not an address, a network such as 10.0.0.0/24, or a range such as 10.0.0.1-10.0.0.9.";
            return false;
        }

        if (first.AddressFamily != last.AddressFamily || AddressText.ToNumber(first) > AddressText.ToNumber(last))
        {
            problem = $"“{trimmed}” does not run from a lower to a higher address of one family.";
            return false;
        }

        range = new AddressRange(AddressText.ToNumber(first), AddressText.ToNumber(last));
        return true;
    }

    private static bool TryParseCidr(string text, out AddressRange range, [NotNullWhen(false)] out string? problem)
    {
        range = default;
        problem = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (
            !AddressText.TryParse(text[..slash], out var address)
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || prefix > (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
        )
        {
            problem = $"“{TypedText.Quoted(text)}” is not a network; write it as 10.0.0.0/24 or 2001:db8::/112.";
            return false;
        }

        var hostBits = address.AddressFamily == AddressFamily.InterNetwork ? 32 - prefix : 128 - prefix;
        var mask = hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
        var number = AddressText.ToNumber(address);
        range = new AddressRange(number & ~mask, number | mask);
        return true;
    }

    /// <summary>The shortest of: one address, a network, a range.</summary>
    public override string ToString()
    {
        var first = AddressText.FromNumber(First);
        if (First == Last)
            return first.ToString();
        var size = Last - First + 1;
        var isNetwork = size != 0 && UInt128.IsPow2(size) && (First & (size - 1)) == 0;
        return isNetwork
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{first}/{(first.AddressFamily == AddressFamily.InterNetwork ? 32 : 128) - (int)UInt128.Log2(size)}"
            )
            : $"{first}-{AddressText.FromNumber(Last)}";
    }
}
