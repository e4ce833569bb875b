using JitPortal.Shared;

namespace JitPortal.Scanning.Model;

/// <summary>Checks of a schedule that need no cron: its words and its pace.</summary>
public static class ScanCalendar
{
    /// <summary>Scans closer together than this would only queue behind each other.</summary>
    public static readonly TimeSpan Closest = TimeSpan.FromMinutes(5);

    public static IEnumerable<Problem> NameProblems(string? name)
    {
        if (TypedText.Line(name).Length is 0 or > 80)
            yield return new Problem("name", "Give the schedule a name of at most 80 characters.");
    }

    public static IEnumerable<Problem> PaceProblems(IReadOnlyList<DateTimeOffset> next)
    {
        if (next.Count == 0)
            yield return new Problem("cron", "This schedule never comes due.");
        else if (next.Zip(next.Skip(1)).Any(pair => pair.Second - pair.First < Closest))
            yield return new Problem(
                "cron",
                $"This schedule runs more often than every {Closest.TotalMinutes:0} minutes; choose a slower one."
            );
    }
}
