namespace JitPortal.Enforcement.Postgres;

/// <summary>Quoting for statements about roles, which take no parameters.</summary>
internal static class SqlText
{
    /// <summary>As an identifier, whatever it holds.</summary>
    public static string Name(string identifier) => $"\"{WithoutNul(identifier).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Names(IEnumerable<string> identifiers) => string.Join(", ", identifiers.Select(Name));

    /// <summary>NB. As a string constant under standard_conforming_strings, which <see cref="ServerLink"/> turns on itself: no backslash means anything.</summary>
    public static string Text(string value) => $"'{WithoutNul(value).Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Foreign text (a server's message) as one short line.</summary>
    public static string OneLine(string text)
    {
        var line = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return line.Length <= 300 ? line : line[..300] + "…";
    }

    private static string WithoutNul(string text) =>
        text.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException("PostgreSQL has no text with a NUL.", nameof(text))
            : text;
}
