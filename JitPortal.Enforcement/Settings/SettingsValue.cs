using System.Globalization;

namespace JitPortal.Settings;

/// <summary>What a value of the settings can be.</summary>
internal static class SettingsValue
{
    /// <summary>What should stand there instead; null when the text can be read.</summary>
    public static string? Wanted(string text, Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } optional)
            return text.Length == 0 ? null : Wanted(text, optional);
        var trimmed = text.Trim();
        return type switch
        {
            _ when type == typeof(string) => null,
            _ when type == typeof(bool) => bool.TryParse(trimmed, out _) ? null : "true or false",
            _ when type == typeof(int) => IsNumber(trimmed, int.MinValue, int.MaxValue) ? null : "a whole number",
            _ when type == typeof(byte) => IsNumber(trimmed, 0, byte.MaxValue) ? null : "a whole number from 0 to 255",
            _ when type == typeof(TimeSpan) => IsTime(trimmed)
                ? null
                : "a length of time: hours, minutes and seconds such as 00:30:00, or with days in front such as 7.00:00:00",
            { IsEnum: true } => OneOf(trimmed, Enum.GetNames(type)),
            _ => throw new NotSupportedException($"No setting can be a {type.Name} yet; say in {nameof(SettingsValue)} how it is written."),
        };
    }

    /// <summary>NB. By name alone: .NET takes any number for a value, also one that there is not.</summary>
    private static string? OneOf(string text, string[] names) =>
        names.Contains(text, StringComparer.OrdinalIgnoreCase) ? null : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";

    private static bool IsNumber(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= most;

    /// <summary>NB. The binder takes 30 for thirty days and 24:00:00 for twenty-four; nobody who writes that means it.</summary>
    private static bool IsTime(string text) =>
        text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out _);
}
