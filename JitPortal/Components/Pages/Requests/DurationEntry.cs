using System.Globalization;
using System.Text.RegularExpressions;
using JitPortal.Shared;

namespace JitPortal.Components.Pages.Requests;

/// <summary>Durations as people type them: <c>45</c> (minutes), <c>45 min</c>, <c>1h30</c>, <c>1.5 h</c>, <c>90s</c>, <c>PT45M</c>.</summary>
internal static partial class DurationEntry
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var typed = text?.Trim() ?? "";
        if (typed.Length is 0 or > 40)
            return false;
        if (DurationText.TryParse(typed.ToUpperInvariant(), out duration))
            return duration > TimeSpan.Zero;
        var match = Pattern().Match(typed);
        if (!match.Success)
            return false;
        var seconds = Part(match, "d", 86400) + Part(match, "h", 3600) + Part(match, "m", 60) + Part(match, "s", 1);
        if (seconds <= 0 || seconds > Longest.TotalSeconds)
            return false;
        duration = TimeSpan.FromSeconds(Math.Round(seconds));
        return duration > TimeSpan.Zero;
    }

    private static double Part(Match match, string unit, int seconds) =>
        match.Groups[unit] is { Success: true, Value: var text }
            ? double.Parse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * seconds
            : 0;

    /// <summary>A number without a unit is the last one and means minutes, as in "1h30".</summary>
    [GeneratedRegex(
        @"^(?:(?<d>\d{1,3}(?:[.,]\d{1,2})?)\s*d(?:ays?)?\s*)?(?:(?<h>\d{1,4}(?:[.,]\d{1,2})?)\s*h(?:ours?)?\s*)?(?:(?<m>\d{1,5}(?:[.,]\d{1,2})?)|(?:(?<m>\d{1,5}(?:[.,]\d{1,2})?)\s*m(?:in(?:utes?)?)?\s*)?(?:(?<s>\d{1,6})\s*s(?:ec(?:onds?)?)?)?)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex Pattern();
}
