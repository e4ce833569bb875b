namespace JitPortal.Grants.Model;

/// <summary>How long to wait before the next try: 1 s, doubled each time, never more than half a minute, for ever.</summary>
public static class BackOff
{
    private const int LongestSeconds = 30;

    /// <summary>No next try is set further ahead than this.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(LongestSeconds);

    public static TimeSpan After(int attempts) => TimeSpan.FromSeconds(Math.Min(LongestSeconds, 1 << Math.Clamp(attempts - 1, 0, 5)));

    /// <summary>NB. What is further ahead than any pause was set by a clock that was set back since: waiting for it could take an hour.</summary>
    /// <param name="next">Null = nothing has failed.</param>
    public static bool IsOver(DateTimeOffset? next, DateTimeOffset now) => next is not { } at || at <= now || at > now + Longest;
}
