namespace JitPortal.Components.Pages.Requests;

/// <summary>Which durations to offer at one click, from what the policy says for this request.</summary>
internal static class DurationChoices
{
    private const int Offered = 4;

    private static readonly TimeSpan[] Ladder =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(4),
        TimeSpan.FromHours(8),
        TimeSpan.FromHours(12),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(2),
        TimeSpan.FromDays(7),
    ];

    /// <summary>The default, the maximum and steps between and below; then one that is over the limit, to show where it lies.</summary>
    public static IReadOnlyList<TimeSpan> For(TimeSpan wished, TimeSpan max)
    {
        var chosen = new SortedSet<TimeSpan> { wished < max ? wished : max, max };
        foreach (var step in Ladder.Where(d => d > wished && d < max).Concat(Ladder.Where(d => d < wished && d < max).Reverse()))
        {
            if (chosen.Count < Offered)
                chosen.Add(step);
        }

        return [.. chosen, .. Ladder.Where(d => d > max).Take(1)];
    }

    /// <summary>What an approver may offer instead: steps that are shorter than what was asked, longest first.</summary>
    public static IReadOnlyList<TimeSpan> ShorterThan(TimeSpan asked) => [.. Ladder.Where(d => d < asked).Reverse().Take(Offered)];
}
