namespace JitPortal.Scanning.Reading;

/// <summary>What XML puts between two marks and no tag is read in: a comment, a CDATA section, an instruction, a document type.</summary>
/// <param name="Name">For people.</param>
/// <param name="Breach">
/// What shows, from the tag of a host or run on, that the construct was not closed. Two hyphens are forbidden in a comment (XML 1.0, 2.5);
/// no document type holds a run; in the others it is the mark that begins the next one.
/// </param>
internal sealed record MarkupConstruct(string Name, string Begin, string End, string Breach)
{
    /// <summary>Characters of the longest of these marks, and of the tags that are looked for.</summary>
    public const int LongestMark = 9;

    private static readonly MarkupConstruct[] All =
    [
        new("comment", "<!--", "-->", "--"),
        new("CDATA section", "<![CDATA[", "]]>", "<![CDATA["),
        new("document type", "<!DOCTYPE", ">", "<nmaprun"),
        new("processing instruction", "<?", "?>", "<?"),
    ];

    /// <summary>The construct that begins with this text, or null.</summary>
    public static MarkupConstruct? At(ReadOnlySpan<char> text)
    {
        foreach (var construct in All)
        {
            if (text.StartsWith(construct.Begin, StringComparison.Ordinal))
                return HasSubset(construct, text) ? construct with { End = "]>" } : construct;
        }

        return null;
    }

    private static bool HasSubset(MarkupConstruct construct, ReadOnlySpan<char> text) =>
        construct.End == ">" && text.IndexOfAny('[', '>') is >= 0 and var at && text[at] == '[';

    /// <summary>Behind the end mark; -1 when it is not in this text.</summary>
    public int FindEnd(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf(End, StringComparison.Ordinal);
        return end < 0 ? -1 : end + End.Length;
    }

    /// <summary>Where it shows that it was not closed; -1 when that is not in this text.</summary>
    public int FindBreach(ReadOnlySpan<char> text) => text.IndexOf(Breach, StringComparison.Ordinal);
}
