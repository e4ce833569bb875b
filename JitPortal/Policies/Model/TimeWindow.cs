using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace JitPortal.Policies.Model;

/// <summary>
/// Weekly opening hours in a time zone: <c>Mon-Fri 08:00-18:00 Europe/Berlin</c>, <c>Sat,Sun 22:00-06:00 UTC</c> (runs into the next day).
/// The zone may be left out and is then UTC.
/// </summary>
public sealed class TimeWindow
{
    private static readonly string[] DayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    private readonly bool[] _days;
    private readonly TimeSpan _from;
    private readonly TimeSpan _length;
    private readonly TimeZoneInfo _zone;

    private TimeWindow(string text, bool[] days, TimeSpan from, TimeSpan length, TimeZoneInfo zone)
    {
        Text = text;
        _days = days;
        _from = from;
        _length = length;
        _zone = zone;
    }

    public string Text { get; }

    /// <summary>When the window that holds <paramref name="instant"/> ends, or null when none does.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, _zone).DateTime;
        for (var back = 0; back <= 1; back++)
        {
            var day = local.Date.AddDays(-back);
            var start = day + _from;
            if (!_days[(int)day.DayOfWeek] || local < start || local >= start + _length)
                continue;
            // NB. Of the two instants that a repeated hour has, the earlier one is the end: strict when clocks go back.
            var end = start + _length;
            var offset = _zone.IsAmbiguousTime(end) ? _zone.GetAmbiguousTimeOffsets(end).Max() : _zone.GetUtcOffset(end);
            var utc = new DateTimeOffset(end, offset).ToUniversalTime();
            if (utc > instant)
                return utc;
        }

        return null;
    }

    /// <summary>Whether the windows together hold the whole span without a gap.</summary>
    public static bool Cover(IReadOnlyCollection<TimeWindow> windows, DateTimeOffset from, DateTimeOffset to)
    {
        for (var at = from; at < to; )
        {
            if (windows.Max(w => w.EndOf(at)) is not { } end)
                return false;
            at = end;
        }

        return true;
    }

    /// <summary>Until when the windows together go on without a gap from <paramref name="from"/>, looking no further than <paramref name="limit"/>.</summary>
    public static DateTimeOffset EndOfCover(IReadOnlyCollection<TimeWindow> windows, DateTimeOffset from, DateTimeOffset limit)
    {
        var at = from;
        while (at < limit && windows.Max(w => w.EndOf(at)) is { } end)
            at = end;
        return at;
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out TimeWindow? window, [NotNullWhen(false)] out string? problem)
    {
        window = null;
        problem = $"“{text}” is not a time window; write it as “Mon-Fri 08:00-18:00 Europe/Berlin”.";
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is < 2 or > 3 || !TryParseDays(parts[0], out var days))
            return false;
        var hours = parts[1].Split('-');
        if (hours.Length != 2 || !TryParseHour(hours[0], out var from) || !TryParseHour(hours[1], out var to) || from == to)
            return false;
        var zoneName = parts.Length == 3 ? parts[2] : "UTC";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone))
        {
            problem = $"“{zoneName}” is not a time zone that this machine knows; write it as Europe/Berlin or UTC.";
            return false;
        }

        problem = null;
        window = new TimeWindow(string.Join(' ', parts), days, from, to > from ? to - from : to - from + TimeSpan.FromDays(1), zone);
        return true;
    }

    public override string ToString() => Text;

    private static bool TryParseDays(string text, out bool[] days)
    {
        days = new bool[7];
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            var first = Array.FindIndex(DayNames, d => d.Equals(ends[0], StringComparison.OrdinalIgnoreCase));
            var last = Array.FindIndex(DayNames, d => d.Equals(ends[^1], StringComparison.OrdinalIgnoreCase));
            if (ends.Length > 2 || first < 0 || last < 0)
                return false;
            for (var day = first; ; day = (day + 1) % 7)
            {
                days[day] = true;
                if (day == last)
                    break;
            }
        }

        return true;
    }

    private static bool TryParseHour(string text, out TimeSpan hour)
    {
        hour = TimeSpan.FromHours(24);
        return text is "24:00" || TimeSpan.TryParseExact(text, @"hh\:mm", CultureInfo.InvariantCulture, out hour);
    }
}
