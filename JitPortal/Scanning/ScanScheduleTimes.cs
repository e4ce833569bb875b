using JitPortal.Shared;
using Quartz;

namespace JitPortal.Scanning;

/// <summary>Reads cron expressions, five fields as in crontab or six to seven as in Quartz, and tells when they come due.</summary>
internal static class ScanScheduleTimes
{
    /// <summary>How many runs are looked at: enough to see a pace that is too fast.</summary>
    private const int Ahead = 12;

    /// <summary>The expression in Quartz's form, or what is wrong with it.</summary>
    public static (CronExpression? Cron, Problem? Problem) Read(string? text, string? timeZone)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone?.Trim() ?? "", out var zone))
            return (null, new Problem("timeZone", $"There is no time zone “{timeZone}”; write it as Europe/Berlin or UTC."));
        var trimmed = text?.Trim() ?? "";
        var fields = trimmed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        if (fields is < 5 or > 7 || trimmed.Length > 120)
            return (
                null,
                new Problem(
                    "cron",
                    "Write when to scan as a cron expression: minute, hour, day of month, month, day of week; 30 2 * * 1-5 is 02:30 from Monday to Friday."
                )
            );
        return CronExpression.TryParse(trimmed, fields == 5 ? CronFormat.Unix : CronFormat.Quartz, out var cron)
            ? (cron.WithTimeZone(zone), null)
            : (
                null,
                new Problem(
                    "cron",
                    $"“{trimmed}” is not a cron expression that can be read. Five fields are minute, hour, day of month, month, day of week; 30 2 * * 1-5 is 02:30 from Monday to Friday."
                )
            );
    }

    public static IReadOnlyList<DateTimeOffset> Next(CronExpression cron, DateTimeOffset now, int count = Ahead)
    {
        var times = new List<DateTimeOffset>();
        for (var at = cron.GetNextValidTimeAfter(now); at is { } time && times.Count < count; at = cron.GetNextValidTimeAfter(time))
            times.Add(time);
        return times;
    }
}
