using System.Globalization;
using System.Text;

namespace JitPortal.Shared;

/// <summary>
/// The one table of characters that must not reach a page, a log or a database as they are, whoever wrote them: a scanned host or a
/// person. Directions: Unicode Standard Annex #9, section 2. Non-characters: Unicode chapter 23.7.
/// </summary>
internal static class TextSafety
{
    /// <summary>What stands in the place of a character that was taken out, so that it can be seen that one was there.</summary>
    public const char Replacement = '\uFFFD';

    /// <summary>
    /// Controls (U+0000 is refused by PostgreSQL), halves of surrogate pairs, characters that turn the direction of reading round,
    /// separators that break a line, and what is no character at all.
    /// </summary>
    public static bool IsHarmful(char c) =>
        char.IsControl(c)
        || char.IsSurrogate(c)
        || IsDirection(c)
        || c is '\u2028' or '\u2029' or (>= '\uFDD0' and <= '\uFDEF') or '\uFFFE' or '\uFFFF';

    /// <summary>Marks, embeddings, overrides and isolates of the bidirectional algorithm.</summary>
    private static bool IsDirection(char c) =>
        c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>
    /// Formats that no eye sees, so that two names look the same or a sentence hides in another one: spaces of no width, soft hyphens,
    /// invisible operators, annotations, tags. The two joiners are not among them.
    /// </summary>
    public static bool IsHidden(Rune rune) =>
        rune.Value
            is 0xAD
                or 0x180E
                or 0x200B
                or (>= 0x2060 and <= 0x2064)
                or (>= 0x206A and <= 0x206F)
                or 0xFEFF
                or (>= 0xFFF9 and <= 0xFFFB)
                or 0xE0001
                or (>= 0xE0020 and <= 0xE007F);

    /// <summary>
    /// Takes up room at most, but shows nothing: spaces, formats, controls, fillers, and marks, which need a letter to stand on.
    /// What is not assigned or private counts too: nobody can say what it would show.
    /// </summary>
    public static bool ShowsNothing(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned => true,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => true,
            _ => IsBlank(rune.Value),
        };

    /// <summary>
    /// Letters and symbols that are drawn as nothing: the fillers of Hangul, the empty Braille pattern, the null notehead, and the two
    /// replacement characters, which stand for what is not there.
    /// </summary>
    private static bool IsBlank(int value) => value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 or 0x1D159 or 0xFFFC or Replacement;
}
