using System.Globalization;

namespace JitPortal.Scanning.Reading;

/// <summary>Which entity and character references a file may use: the five of XML itself and existing code points.</summary>
internal static class XmlReferences
{
    /// <summary>NB. Entities that a document defines for itself are unknown on purpose: they are how small files become large ones.</summary>
    public static bool IsKnown(ReadOnlySpan<char> name) =>
        name is "lt" or "gt" or "amp" or "quot" or "apos" || (name is ['#', ..] && IsCodePoint(name[1..]));

    private static bool IsCodePoint(ReadOnlySpan<char> digits)
    {
        var hex = digits is ['x', ..];
        var read = hex
            ? int.TryParse(digits[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return read && value is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF);
    }
}
