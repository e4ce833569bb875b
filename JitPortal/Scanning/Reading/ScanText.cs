using System.Buffers;
using System.Text;
using JitPortal.Shared;

namespace JitPortal.Scanning.Reading;

/// <summary>
/// Makes text of a scan fit to be kept. NB. It comes from the scanned host: no control characters, no NUL (PostgreSQL refuses it), no
/// direction overrides (they make a name read backwards), a bounded length. Markup stays, pages encode it.
/// </summary>
internal static class ScanText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> Harmless = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c),
    ]);
    private static readonly SearchValues<char> HarmlessBlock = SearchValues.Create([
        .. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c),
        '\n',
        '\t',
        '\r',
    ]);

    /// <summary>A name, product or the like: one line.</summary>
    public static string Line(string raw, int limit)
    {
        var text = Cap(raw, limit);
        return text.AsSpan().IndexOfAnyExcept(Harmless) < 0 ? text : Clean(text, keepLines: false);
    }

    /// <summary>Output of a script: several lines.</summary>
    public static string Block(string raw, int limit)
    {
        var text = Cap(raw, limit);
        return text.AsSpan().IndexOfAnyExcept(HarmlessBlock) < 0 ? text : Clean(text, keepLines: true);
    }

    private static string Cap(string text, int limit)
    {
        if (text.Length <= limit)
            return text;
        return text[..(limit > 0 && char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)];
    }

    private static string Clean(string text, bool keepLines)
    {
        var chars = RepairUtf8(text).ToCharArray();
        for (var i = 0; i < chars.Length; i++)
        {
            if (char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length && char.IsLowSurrogate(chars[i + 1]))
                i++;
            else if (chars[i] is '\n' or '\t' or '\r')
                chars[i] = keepLines ? chars[i] : ' ';
            else if (TextSafety.IsHarmful(chars[i]))
                chars[i] = TextSafety.Replacement;
        }
        return new string(chars);
    }

    /// <summary>Nmap writes each byte above 0x7F as a reference of its own, so UTF-8 arrives as two to four Latin-1 letters.</summary>
    private static string RepairUtf8(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\u0080', '\u00FF') < 0 || text.AsSpan().IndexOfAnyInRange('\u0100', '\uFFFF') >= 0)
            return text;
        try
        {
            return Strict.GetString(Encoding.Latin1.GetBytes(text));
        }
        catch (DecoderFallbackException)
        {
            return text;
        }
    }
}
