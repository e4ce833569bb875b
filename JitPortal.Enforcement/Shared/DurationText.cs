using System.Globalization;
using System.Xml;

namespace JitPortal.Shared;

/// <summary>Durations as ISO 8601 (<c>PT30M</c>) for programs and as words (<c>30 min</c>) for people.</summary>
public static class DurationText
{
    /// <summary>Reads an ISO 8601 duration of at most a year; years and months are refused because their length varies.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (string.IsNullOrWhiteSpace(text) || text.Length > 40)
            return false;
        var trimmed = text.Trim().ToUpperInvariant();
        var timeAt = trimmed.IndexOf('T', StringComparison.Ordinal);
        var datePart = timeAt < 0 ? trimmed : trimmed[..timeAt];
        if (datePart.Contains('Y', StringComparison.Ordinal) || datePart.Contains('M', StringComparison.Ordinal))
            return false;
        try
        {
            duration = XmlConvert.ToTimeSpan(trimmed);
            return duration <= TimeSpan.FromDays(366);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>What is wrong with a text that <see cref="TryParse"/> does not take, and what to write.</summary>
    public static string WhyNot(string? text) =>
        text is null
            ? "A duration is a text such as \"PT30M\" (30 minutes), \"PT2H\" or \"P1D\", at most 366 days."
            : $"“{TypedText.Quoted(text)}” is not a duration that can be read; write PT30M for 30 minutes, PT2H for 2 hours or P1D for a day, at most 366 days. Months and years are not taken.";

    public static string ToIso(TimeSpan duration) => XmlConvert.ToString(duration);

    /// <summary><c>45 s</c>, <c>30 min</c>, <c>1 h 30 min</c>, <c>2 d</c>: at most two units, rounded down.</summary>
    public static string ToWords(TimeSpan duration)
    {
        var (days, hours, minutes, seconds) = ((int)duration.TotalDays, duration.Hours, duration.Minutes, duration.Seconds);
        if (duration < TimeSpan.FromSeconds(1))
            return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.##} s");
        string[] parts =
        [
            days > 0 ? string.Create(CultureInfo.InvariantCulture, $"{days} d") : "",
            hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{hours} h") : "",
            minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes} min") : "",
            seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"{seconds} s") : "",
        ];
        return string.Join(' ', parts.Where(p => p.Length > 0).Take(2));
    }
}
