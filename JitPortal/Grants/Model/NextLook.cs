using JitPortal.Enforcement.Model;

namespace JitPortal.Grants.Model;

/// <summary>When a door is looked at again, by what was seen and how often it was looked at since it opened or shut.</summary>
public static class NextLook
{
    /// <summary>Looks at a shut door that could not be verified: with the pauses below about a day, then it is what it is.</summary>
    public const int MostUnsure = 100;

    /// <summary>The first look at an opened door follows at once; what a crash loses is made good then.</summary>
    public static readonly TimeSpan FirstAtLatest = TimeSpan.FromSeconds(10);

    /// <summary>A door that opened by itself again would show within seconds.</summary>
    private static readonly TimeSpan[] Usual = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)];
    private static readonly TimeSpan LongestOpen = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestShut = TimeSpan.FromMinutes(15);

    /// <summary>After the last of the looks that every shut door gets.</summary>
    public static int UsualLooks => Usual.Length + 1;

    /// <summary>An open door that was not proved is tried for as long as it is open; null = not again.</summary>
    public static DateTimeOffset? WhileOpen(ProbeVerdict word, bool canTryAgain, int looks, DateTimeOffset now) =>
        word == ProbeVerdict.Proved || !canTryAgain ? null : now + Doubled(looks, LongestOpen);

    /// <summary>A shut door: twice more in any case, without end while it is found open, and for about a day while nothing can be verified.</summary>
    public static DateTimeOffset? WhenShut(ProbeVerdict word, bool canTryAgain, int looks, DateTimeOffset now) =>
        word switch
        {
            ProbeVerdict.Refuted => now + BackOff.After(looks),
            _ when !canTryAgain => null,
            _ when looks <= Usual.Length => now + Usual[Math.Max(looks, 1) - 1],
            ProbeVerdict.NotComparable when looks < MostUnsure => now + Doubled(looks, LongestShut),
            _ => null,
        };

    private static TimeSpan Doubled(int looks, TimeSpan longest)
    {
        var pause = TimeSpan.FromSeconds(1L << Math.Clamp(looks - 1, 0, 12));
        return pause < longest ? pause : longest;
    }
}
