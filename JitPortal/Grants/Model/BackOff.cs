namespace JitPortal.Grants.Model;

/// <summary>How long to wait before the next try: 1 s, doubled each time, never more than half a minute, for ever.</summary>
public static class BackOff
{
    private const int LongestSeconds = 30;

    public static TimeSpan After(int attempts) => TimeSpan.FromSeconds(Math.Min(LongestSeconds, 1 << Math.Clamp(attempts - 1, 0, 5)));
}
