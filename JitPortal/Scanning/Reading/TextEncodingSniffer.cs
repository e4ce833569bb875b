using System.Text;

namespace JitPortal.Scanning.Reading;

/// <summary>Finds the encoding of an XML stream from its first bytes: byte order mark, UTF-16 without one, or the declared encoding.</summary>
internal static class TextEncodingSniffer
{
    private const int DeclarationLength = 200;

    public static (Encoding Encoding, int Skip) Sniff(ReadOnlySpan<byte> first) => first switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        [not 0, 0, not 0, 0, ..] => (Encoding.Unicode, 0),
        [0, not 0, 0, not 0, ..] => (Encoding.BigEndianUnicode, 0),
        _ => (Declared(first[..Math.Min(first.Length, DeclarationLength)]), 0),
    };

    /// <summary>NB. Only single-byte Latin encodings are honoured; anything else, UTF-16 included, would contradict the bytes just seen.</summary>
    private static Encoding Declared(ReadOnlySpan<byte> first)
    {
        var text = Encoding.Latin1.GetString(first);
        var end = text.IndexOf("?>", StringComparison.Ordinal);
        var at = end < 0 ? -1 : text.IndexOf("encoding", 0, end, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return Encoding.UTF8;
        var declared = text[at..end];
        return declared.Contains("8859-1", StringComparison.Ordinal) || declared.Contains("1252", StringComparison.Ordinal) || declared.Contains("latin", StringComparison.OrdinalIgnoreCase)
            ? Encoding.Latin1
            : Encoding.UTF8;
    }
}
