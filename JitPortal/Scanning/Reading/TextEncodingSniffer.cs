using System.Text;
using System.Text.RegularExpressions;

namespace JitPortal.Scanning.Reading;

/// <summary>
/// Finds the encoding of an XML stream from its first bytes: byte order mark, UTF-16 without one, or the declared encoding (any that .NET
/// knows, the code pages of Windows and the East Asian ones included).
/// </summary>
internal static partial class TextEncodingSniffer
{
    private const int DeclarationLength = 200;

    static TextEncodingSniffer() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static SniffedEncoding Sniff(ReadOnlySpan<byte> first) => first switch
    {
        [0xEF, 0xBB, 0xBF, ..] => new(Encoding.UTF8, 3, null),
        [0xFF, 0xFE, 0, 0, ..] => new(Encoding.UTF32, 4, null),
        [0xFF, 0xFE, ..] => new(Encoding.Unicode, 2, null),
        [0xFE, 0xFF, ..] => new(Encoding.BigEndianUnicode, 2, null),
        [not 0, 0, not 0, 0, ..] => new(Encoding.Unicode, 0, null),
        [0, not 0, 0, not 0, ..] => new(Encoding.BigEndianUnicode, 0, null),
        _ => Declared(first[..Math.Min(first.Length, DeclarationLength)]),
    };

    /// <summary>NB. What contradicts the bytes just seen (UTF-16, EBCDIC) is not believed.</summary>
    private static SniffedEncoding Declared(ReadOnlySpan<byte> first)
    {
        var text = Encoding.Latin1.GetString(first);
        if (Declaration().Match(text) is not { Success: true } found)
            return new(Encoding.UTF8, 0, null);
        var name = found.Groups["name"].Value;
        return Known(name) is { } encoding && encoding.GetString(first).TrimStart('\uFEFF', ' ', '\r', '\n', '\t').StartsWith("<?xml", StringComparison.Ordinal)
            ? new(encoding, 0, null)
            : new(Encoding.UTF8, 0, name);
    }

    private static Encoding? Known(string name)
    {
        try
        {
            var encoding = Encoding.GetEncoding(name);
            // UTF-7 hides markup in letters.
            return encoding.CodePage == 65000 ? null : encoding;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    [GeneratedRegex("""^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["'](?<name>[A-Za-z][A-Za-z0-9._:-]{0,40})["']""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declaration();
}
