using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Grants.Model;

namespace JitPortal.Components.Pages.Grants;

/// <summary>A door of a grant in the words that pages use.</summary>
internal static class DoorText
{
    /// <summary>The last word on it.</summary>
    public static string Word(GrantView grant, DoorView door)
    {
        var over = grant.State is GrantState.Closing or GrantState.Closed;
        return (door.Proof, over) switch
        {
            (ProbeVerdict.Proved, true) => "Proved shut",
            (ProbeVerdict.Proved, false) => "Proved open",
            (ProbeVerdict.Refuted, true) => "Still open",
            (ProbeVerdict.Refuted, false) => "Not open",
            (ProbeVerdict.NotComparable, _) => "Could not be verified",
            (_, true) => "Closing",
            _ => door.State == DoorState.Open ? "Not tested yet" : "Not opened yet",
        };
    }

    public static (string Icon, string Ink) Mark(DoorView door) =>
        door.Proof switch
        {
            ProbeVerdict.Proved => ("check", "ok"),
            ProbeVerdict.Refuted => ("alert", "bad"),
            ProbeVerdict.NotComparable => ("info", "warn"),
            _ => ("clock", "muted"),
        };

    /// <summary>When nothing could pass any more, and how that is known; null while it is not.</summary>
    public static string? End(DoorView door)
    {
        if (door is not { Latency: { } latency, LatencyKnown: { } known })
            return null;
        var figure =
            known == EndKnown.Measured
                ? $"Ended in {GrantText.Seconds(latency)}, measured."
                : $"Ended in at most {GrantText.Seconds(latency)}, seen by {SeenBy(door.LatencySeenBy)}.";
        return door.LeavesSessions ? $"{figure} That is about new log-ins: this point ends no live session." : figure;
    }

    /// <summary><c>a check from the portal's machine</c>; a vantage is where a look came from, everything else is who said it.</summary>
    public static string SeenBy(string? vantage) =>
        vantage is null ? "a check"
        : vantage.StartsWith("from ", StringComparison.Ordinal) ? $"a check {vantage}"
        : vantage;
}
