using System.Text;

namespace JitPortal.Shared;

/// <summary>
/// The one rule for text that people type: reasons, comments, tickets, names, search words. Services read what comes in through it, so
/// that pages, API and command line keep, compare and show the same text, on both databases.
/// </summary>
/// <remarks>
/// Characters that deceive or break (see <see cref="TextSafety"/>) are replaced by U+FFFD, as in scan text, so that it can be seen that
/// something was there. A text in which nothing can be seen is empty. Joiners inside a text stay: scripts and emoji need them.
/// </remarks>
internal static class TypedText
{
    /// <summary>Taken off both ends without a word: white space, and what chat programs leave there when a text is copied.</summary>
    private static readonly char[] Edges =
    [
        .. Enumerable.Range(0, 0x3001).Select(c => (char)c).Where(char.IsWhiteSpace),
        '\u200B',
        '\u2060',
        '\uFEFF',
    ];

    /// <summary>A name, a ticket, a search: one line. Never null.</summary>
    public static string Line(string? typed) => Clean(typed, keepLines: false);

    /// <summary>A reason or a comment, which may have lines. Never null.</summary>
    public static string Block(string? typed) => Clean(typed, keepLines: true);

    /// <summary>The same as <see cref="Line"/>, with null for nothing.</summary>
    public static string? LineOrNull(string? typed) => Line(typed) is { Length: > 0 } text ? text : null;

    /// <summary>The same as <see cref="Block"/>, with null for nothing.</summary>
    public static string? BlockOrNull(string? typed) => Block(typed) is { Length: > 0 } text ? text : null;

    /// <summary>What somebody wrote, short enough and fit to be quoted in a sentence that refuses it.</summary>
    public static string Quoted(string? typed)
    {
        const int longest = 60;
        var line = Line(typed);
        return line.Length <= longest ? line : $"{line[..(char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest)]}…";
    }

    /// <summary>
    /// The first character that has no place in a text that is kept word by word, such as a policy; null when there is none.
    /// </summary>
    public static (int Index, string Name)? FirstHarmful(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (text[i] is not ('\n' or '\r' or '\t') && TextSafety.IsHarmful(text[i]))
                return (i, $"U+{(int)text[i]:X4}");
        }

        return null;
    }

    private static string Clean(string? typed, bool keepLines)
    {
        if (string.IsNullOrEmpty(typed))
            return "";
        var text = new StringBuilder(typed.Length);
        foreach (var rune in typed.ReplaceLineEndings("\n").Trim(Edges).EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t')
                text.Append(keepLines ? (char)rune.Value : ' ');
            else if (TextSafety.IsHidden(rune) || (rune.IsBmp && TextSafety.IsHarmful((char)rune.Value)))
                text.Append(TextSafety.Replacement);
            else
                text.Append(rune);
        }

        var clean = text.ToString();
        return clean.EnumerateRunes().All(TextSafety.ShowsNothing) ? "" : clean;
    }
}
