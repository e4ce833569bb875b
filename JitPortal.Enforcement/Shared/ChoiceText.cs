namespace JitPortal.Shared;

/// <summary>Reads words that stand for one of a few values, such as states. NB. By name alone: a number is nobody's name for a state.</summary>
internal static class ChoiceText
{
    /// <summary>One value, compared without case.</summary>
    public static bool TryParse<T>(string? text, out T value)
        where T : struct, Enum
    {
        var word = text?.Trim() ?? "";
        foreach (var name in Enum.GetNames<T>())
        {
            if (string.Equals(name, word, StringComparison.OrdinalIgnoreCase))
            {
                value = Enum.Parse<T>(name);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Any number of values, joined by commas; nothing is none. False when one of them is unknown.</summary>
    public static bool TryParse<T>(string? text, out IReadOnlyList<T> values)
        where T : struct, Enum
    {
        List<T> read = [];
        values = read;
        foreach (var word in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!TryParse<T>(word, out T value))
                return false;
            if (!read.Contains(value))
                read.Add(value);
        }

        return true;
    }

    /// <summary>The refusal of words that <see cref="TryParse{T}(string?, out IReadOnlyList{T})"/> did not know: what there is, and how two are written.</summary>
    public static Refusal Unknown<T>(string field, string? text)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return Unknown(
            field,
            text,
            names,
            $" For two of them write {field}={names[0]},{names[1]} or {field}={names[0]}&{field}={names[1]}."
        );
    }

    /// <summary>The refusal of a word where one of <paramref name="names"/> was expected.</summary>
    public static Refusal Unknown(string field, string? text, IReadOnlyList<string> names, string more = "")
    {
        var sentence =
            $"“{TypedText.Quoted(text)}” is not known as {field}; there is {string.Join(", ", names.SkipLast(1))} and {names[^1]}.{more}";
        return Refusal.Invalid($"{field.ToLowerInvariant()}-unknown", sentence, new Problem(field, sentence));
    }

    /// <summary>The refusal of an <c>after</c> that no list gave.</summary>
    public static Refusal NoCursor { get; } =
        Refusal.Invalid("after", "“after” must be the “next” of the page before.", new Problem("after", "Not a cursor of this list."));
}
