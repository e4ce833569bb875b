namespace JitPortal.Shared;

/// <summary>
/// The name of a site: a place that owns its address space, so that the same private network at two sites is two networks (NetBox and
/// runZero use the word so). Letters, digits, hyphens and underscores, at most 40, a letter or digit first; case tells no two apart, and the
/// first spelling is the one that is kept.
/// </summary>
internal static class SiteName
{
    /// <summary>The site that is there from the start; what names no site is of it.</summary>
    public const string Main = "main";

    /// <summary>Letters of a name.</summary>
    public const int Longest = 40;

    /// <summary>What <see cref="Is"/> asks for, for people.</summary>
    public const string Form = "letters, digits, hyphens and underscores, at most 40, with a letter or digit first";

    public static bool Is(string? text) =>
        text is { Length: > 0 and <= Longest }
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>An address, or what begins with one, with its site before it where that is not the main one.</summary>
    public static string Before(string site, string address) => site == Main ? address : $"{site}/{address}";

    /// <summary>
    /// Takes the site off an address or endpoint that names one: <c>north/10.0.0.1:22/tcp</c>. Null where none is named: an
    /// address has a dot or colon before its first slash, a site's name has neither.
    /// </summary>
    public static (string? Site, string Local) Split(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && text[..slash] is var site && Is(site) ? (site, text[(slash + 1)..]) : (null, text);
    }
}
