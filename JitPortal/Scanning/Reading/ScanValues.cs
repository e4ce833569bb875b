using System.Globalization;

namespace JitPortal.Scanning.Reading;

/// <summary>Numbers and times as scanners write them; what cannot be read is nothing, not an error.</summary>
internal static class ScanValues
{
    public static int Number(string? text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : 0;

    public static double? Fraction(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    /// <summary>Seconds since 1970; null for anything before 1990 or after 2200.</summary>
    public static DateTimeOffset? Time(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 631_152_000 and < 7_258_118_400
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    public static TimeSpan? Seconds(string? text) =>
        Fraction(text) is { } value and >= 0 and < 315_360_000 ? TimeSpan.FromSeconds(value) : null;
}
