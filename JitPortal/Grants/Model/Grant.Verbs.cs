using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Grants.Model;

public sealed partial class Grant
{
    public Outcome<GrantMoved> BeginOpening(DateTimeOffset now)
    {
        if (now < StartAt)
            return Refusal.Conflict("grant-too-early", "The grant's start has not come yet.");
        return Move(GrantVerb.BeginOpening, now, () => Doors.ForEach(d => d.Begins(now)));
    }

    public Outcome<GrantMoved> RetryOpening(string point, string error, DateTimeOffset now) =>
        MoveDoor(GrantVerb.RetryOpening, point, now, door => door.Failed(error, now));

    /// <summary>
    /// A door stands. With the last of them the grant is open and the clock counts from <paramref name="openedAt"/>, or from when
    /// another door opened later.
    /// </summary>
    public Outcome<GrantMoved> ConfirmOpen(string point, string host, int port, DateTimeOffset openedAt, DateTimeOffset now)
    {
        var last = OthersAre(point, DoorState.Open);
        return MoveDoor(
            last ? GrantVerb.ConfirmOpen : GrantVerb.OpenDoor,
            point,
            now,
            door =>
            {
                door.Stands(host, port);
                door.NextLookAt = now + NextLook.FirstAtLatest;
                door.OpenedAt = openedAt;
                door.Begins(null);
                ConnectThere();
                if (!last)
                    return;
                OpenedAt = Doors.Max(d => d.OpenedAt);
                Deadline = DeadlineFrom(OpenedAt!.Value);
            }
        );
    }

    public Outcome<GrantMoved> Reopen(string point, string host, int port, DateTimeOffset now) =>
        MoveDoor(
            GrantVerb.Reopen,
            point,
            now,
            door =>
            {
                door.Stands(host, port);
                door.NextLookAt = now + NextLook.FirstAtLatest;
                door.Begins(null);
                ConnectThere();
            }
        );

    public Outcome<GrantMoved> RetryReopening(string point, string error, DateTimeOffset now) =>
        MoveDoor(GrantVerb.RetryReopening, point, now, door => door.Failed(error, now));

    /// <summary>Moves the deadline. NB. Whether policy allows it, and how far, is decided by the caller before.</summary>
    public Outcome<GrantMoved> Extend(TimeSpan by, DateTimeOffset now)
    {
        if (by <= TimeSpan.Zero)
            return Refusal.Invalid("extend-by", "Say by how long to extend, such as PT15M.");
        if (Deadline <= now)
            return Refusal.Conflict("grant-over", "The grant's time is over; ask for access again.");
        return Move(
            GrantVerb.Extend,
            now,
            () =>
            {
                _duration += by;
                Deadline = DeadlineFrom(OpenedAt!.Value);
            }
        );
    }

    /// <summary>Begins the end. A grant that is past its deadline counts from the deadline, not from when somebody noticed.</summary>
    public Outcome<GrantMoved> Close(ClosingReason reason, string by, string? note, DateTimeOffset now) =>
        Move(
            GrantVerb.Close,
            now,
            () =>
            {
                ClosingAt = Deadline < now ? Deadline : now;
                (ClosingReason, ClosedBy, ClosingNote) = (reason, by, note);
                foreach (var door in Doors)
                {
                    door.Begins(now);
                    door.BeginsStep();
                    door.Ended(null);
                }
            }
        );

    /// <summary>A door is not known to be shut.</summary>
    /// <param name="seen">What a look at it saw; null when it was not even tried, because the point could not shut it or did not answer.</param>
    public Outcome<GrantMoved> RetryClosing(string point, string error, DateTimeOffset now, ProbeResult? seen = null) =>
        MoveDoor(
            GrantVerb.RetryClosing,
            point,
            now,
            door =>
            {
                door.Failed(error, now);
                door.Hears(
                    seen ?? new ProbeResult(ProbeVerdict.NotComparable, error, point, now, TimeSpan.Zero),
                    From(ClosingAt, now),
                    settles: false
                );
            }
        );

    /// <summary>A door is shut; with the last of them the grant is closed.</summary>
    /// <param name="end">When nothing could pass there any more; null when that is not known.</param>
    public Outcome<GrantMoved> ConfirmClosed(string point, DoorEnd? end, DateTimeOffset now)
    {
        var last = OthersAre(point, DoorState.Shut);
        return MoveDoor(
            last ? GrantVerb.ConfirmClosed : GrantVerb.ShutDoor,
            point,
            now,
            door =>
            {
                door.State = DoorState.Shut;
                door.Ended(end);
                door.Begins(null);
                door.Looks = 0;
                if (last)
                    ClosedAt = now;
            }
        );
    }

    /// <summary>The deadline if it opens at a moment: the duration counted from there, cut at the latest deadline.</summary>
    public DateTimeOffset DeadlineFrom(DateTimeOffset openedAt) =>
        LatestDeadline is { } latest && latest < openedAt + Duration ? latest : openedAt + Duration;

    private Outcome<GrantMoved> MoveDoor(GrantVerb verb, string point, DateTimeOffset now, Action<GrantDoor> apply)
    {
        if (DoorAt(point) is not { } door || door.State == DoorState.Shut)
            return Refusal.Conflict("grant-door", $"The grant is not enforced by {point}.");
        return Move(verb, now, () => apply(door));
    }

    private Outcome<GrantMoved> Move(GrantVerb verb, DateTimeOffset now, Action apply)
    {
        if (!GrantTransitions.Table.TryGetValue((State, verb), out var to))
            return Refusal.Conflict("grant-state", $"The grant is {State.ToString().ToLowerInvariant()}; that is not possible any more.");
        var from = State;
        State = to;
        Version++;
        apply();
        SumUp();
        return new GrantMoved(Id, verb, from, to, now);
    }

    private bool OthersAre(string point, DoorState state) => Doors.All(d => d.State == state || IsAt(d, point));

    /// <summary>People connect to the door that is a place of its own (a gateway's port); where there is none, to the service itself.</summary>
    private void ConnectThere()
    {
        var standing = Doors.Where(d => d.State == DoorState.Open).OrderBy(d => d.Rank).ToList();
        var way = standing.Find(d => d.Port != Port || d.Host != Address) ?? standing[0];
        (ConnectHost, ConnectPort) = (way.Host, way.Port);
    }

    private void SumUp()
    {
        var worst = Doors.MaxBy(d => d.Attempts);
        (Attempts, LastError, NextAttemptAt) = (worst?.Attempts ?? 0, worst?.LastError, Doors.Min(d => d.NextAttemptAt));
        Proof =
            Doors.Exists(d => d.Proof == ProbeVerdict.Refuted) ? ProbeVerdict.Refuted
            : Doors.Exists(d => d.Proof is null) ? null
            : Doors.Max(d => d.Proof);
        // NB. Of several doors the slowest counts: whether one alone would have cut the way is not proved. What never stood had nothing to end.
        var stood = Doors.FindAll(d => d.OpenedAt is not null);
        RevocationLatency =
            State == GrantState.Closed && stood.TrueForAll(d => d.EndedAfter is not null) ? stood.Max(d => d.EndedAfter) : null;
    }
}
