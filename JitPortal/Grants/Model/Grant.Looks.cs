using JitPortal.Enforcement.Model;

namespace JitPortal.Grants.Model;

public sealed partial class Grant
{
    /// <summary>What looks past its enforcement points have shown, see <see cref="Bypassable"/>.</summary>
    public void LookedPast(bool? bypassable) => Bypassable = bypassable;

    /// <summary>At least so many bytes moved; what is known already stays where less is said.</summary>
    public void Moved(long bytesIn, long bytesOut) => (BytesIn, BytesOut) = (Math.Max(BytesIn, bytesIn), Math.Max(BytesOut, bytesOut));

    /// <summary>A look at an open door. Nothing when the grant does not stand open there any more: it is about what is over.</summary>
    /// <returns>Whether what was seen is the door's word from now on; null when it came too late.</returns>
    public bool? LookedOpen(string point, ProbeResult seen, DateTimeOffset since, DateTimeOffset now)
    {
        if (State is not (GrantState.Opening or GrantState.Open) || DoorAt(point) is not { State: DoorState.Open } door)
            return null;
        var counts = door.Hears(seen, From(since, seen.At), settles: false);
        if (seen.Verdict == ProbeVerdict.Proved)
            door.ProvedOpenAt = seen.At;
        door.NextLookAt = NextLook.WhileOpen(door.Proof!.Value, seen.CanTryAgain, door.Looks, now);
        SumUp();
        return counts;
    }

    /// <summary>A look at a door that was shut, at once or later. The last word counts: a door that is found open is not proved any more.</summary>
    /// <param name="end">When it let nothing pass any more, if this look is what bounds it.</param>
    /// <param name="first">The look with which it was shut.</param>
    /// <returns>Whether what was seen is the door's word from now on; null when the door is not shut.</returns>
    public bool? LookedShut(string point, ProbeResult seen, DoorEnd? end, DateTimeOffset now, bool first = false)
    {
        if (State is not (GrantState.Closing or GrantState.Closed) || DoorAt(point) is not { State: DoorState.Shut } door)
            return null;
        var settles = seen.Grounds == ShutGrounds.Over || (first && seen.Grounds != ShutGrounds.None);
        var counts = door.Hears(seen, From(ClosingAt, seen.At), settles);
        if (seen.Verdict == ProbeVerdict.Refuted)
            door.Ended(null);
        else if (counts && door.EndedAfter is null)
            door.Ended(end);
        door.NextLookAt = NextLook.WhenShut(door.Proof!.Value, seen.CanTryAgain, door.Looks, now);
        SumUp();
        return counts;
    }

    /// <summary>Nobody can look at a door now: its point is not in the settings.</summary>
    public void LookLater(string point, DateTimeOffset? at)
    {
        if (DoorAt(point) is { } door)
            door.NextLookAt = at;
    }

    private static TimeSpan From(DateTimeOffset? step, DateTimeOffset at) => at > step ? at - step.Value : TimeSpan.Zero;
}
