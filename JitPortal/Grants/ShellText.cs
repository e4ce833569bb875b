namespace JitPortal.Grants;

/// <summary>Texts as arguments of a shell that people paste into.</summary>
internal static class ShellText
{
    /// <summary>As it is where every shell takes it so; else in single quotes, in which a shell reads nothing but their end.</summary>
    public static string Word(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':' or '/' or '@' or '=' or ',')
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
