using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace JitPortal.Scanning.Reading;

/// <summary>
/// Finds the encoding of an XML stream from its first bytes (XML 1.0, appendix F): byte order mark, UTF-16, UTF-32 or EBCDIC without one,
/// or the declared encoding (any that .NET knows, the code pages of Windows and the East Asian ones included).
/// </summary>
internal static partial class TextEncodingSniffer
{
    /// <summary>Bytes that <see cref="Sniff"/> wants to see, where there are so many.</summary>
    public const int Wanted = 8;

    private const int DeclarationLength = 200;

    /// <summary>Bytes that are no letters are said, so they must be told from a question mark.</summary>
    private static readonly DecoderReplacementFallback Replacement = new("\uFFFD");

    static TextEncodingSniffer() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static SniffedEncoding Sniff(ReadOnlySpan<byte> first) =>
        first switch
        {
            [0xEF, 0xBB, 0xBF, ..] => new(Encoding.UTF8, 3, null),
            [0xFF, 0xFE, 0, 0, ..] => new(Encoding.UTF32, 4, null),
            [0, 0, 0xFE, 0xFF, ..] => new(BigEndianUtf32, 4, null),
            [(byte)'<', 0, 0, 0, _, 0, 0, 0, ..] => new(Encoding.UTF32, 0, null),
            [0, 0, 0, (byte)'<', 0, 0, 0, ..] => new(BigEndianUtf32, 0, null),
            [0x4C, 0x6F, 0xA7, 0x94, ..] => Ebcdic(first[..Math.Min(first.Length, DeclarationLength)]),
            [0xFF, 0xFE, ..] => new(Encoding.Unicode, 2, null),
            [0xFE, 0xFF, ..] => new(Encoding.BigEndianUnicode, 2, null),
            [not 0, 0, not 0, 0, ..] => new(Encoding.Unicode, 0, null),
            [0, not 0, 0, not 0, ..] => new(Encoding.BigEndianUnicode, 0, null),
            _ => Declared(first[..Math.Min(first.Length, DeclarationLength)]),
        };

    private static UTF32Encoding BigEndianUtf32 { get; } = new(bigEndian: true, byteOrderMark: true);

    /// <summary>"&lt;?xm" in every EBCDIC; its letters beyond are told apart by the declaration.</summary>
    private static SniffedEncoding Ebcdic(ReadOnlySpan<byte> first)
    {
        var common = Known("IBM037")!;
        var declared = Declaration().Match(common.GetString(first).Replace('\u0085', '\n'));
        var encoding = declared.Success ? Known(declared.Groups["name"].Value) : common;
        return encoding?.GetString(first[..4]) == "<?xm"
            ? new(encoding, 0, null) { IsEbcdic = true }
            : new(common, 0, declared.Groups["name"].Value) { IsEbcdic = true };
    }

    /// <summary>NB. What contradicts the bytes just seen (UTF-16, EBCDIC) is not believed.</summary>
    private static SniffedEncoding Declared(ReadOnlySpan<byte> first)
    {
        var text = Encoding.Latin1.GetString(first);
        if (Declaration().Match(text) is not { Success: true } found)
            return new(Encoding.UTF8, 0, null);
        var name = found.Groups["name"].Value;
        return
            Known(name) is { } encoding
            && encoding.GetString(first).TrimStart('\uFEFF', ' ', '\r', '\n', '\t').StartsWith("<?xml", StringComparison.Ordinal)
            ? new(encoding, 0, null)
            : new(Encoding.UTF8, 0, name);
    }

    private static Encoding? Known(string name) =>
        Found(() => Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, Replacement))
        ?? (
            PageNumber(name) is { } page ? Found(() => Encoding.GetEncoding(page, EncoderFallback.ReplacementFallback, Replacement)) : null
        );

    private static Encoding? Found(Func<Encoding> get)
    {
        try
        {
            return Read(get());
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>NB. UTF-7 hides markup in letters. What calls itself ASCII and has other letters is mostly UTF-8, which contains it.</summary>
    private static Encoding? Read(Encoding encoding) =>
        encoding.CodePage switch
        {
            65000 => null,
            20127 => Encoding.UTF8,
            _ => encoding,
        };

    /// <summary>Code pages as other platforms call them: <c>cp932</c>, <c>MS936</c>, <c>IBM1047</c>, <c>windows-31j</c>.</summary>
    private static int? PageNumber(string name) =>
        name.Equals("windows-31j", StringComparison.OrdinalIgnoreCase) ? 932
        : Page().Match(name) is { Success: true } page ? int.Parse(page.Groups["page"].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    [GeneratedRegex(
        "^(x-)?(cp|ms|windows|ibm|dos)[-_]?(?<page>[0-9]{2,5})$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Page();

    [GeneratedRegex(
        """^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["'](?<name>[A-Za-z][A-Za-z0-9._:-]{0,40})["']""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Declaration();
}
