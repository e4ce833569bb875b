namespace JitPortal.Inventory.Model;

/// <summary>Patterns with <c>*</c>, compared without case. Linear in the text however many stars there are: both sides may be hostile.</summary>
public static class TextPattern
{
    public static bool AnyMatches(IReadOnlyList<string> patterns, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return false;
        foreach (var pattern in patterns)
        {
            if (Matches(pattern, text))
                return true;
        }
        return false;
    }

    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
            return pattern.Equals(text, StringComparison.OrdinalIgnoreCase);
        if (!text.StartsWith(pattern[..star], StringComparison.OrdinalIgnoreCase))
            return false;
        text = text[star..];
        pattern = pattern[(star + 1)..];
        while ((star = pattern.IndexOf('*')) >= 0)
        {
            var at = text.IndexOf(pattern[..star], StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return false;
            text = text[(at + star)..];
            pattern = pattern[(star + 1)..];
        }
        return text.EndsWith(pattern, StringComparison.OrdinalIgnoreCase);
    }
}
