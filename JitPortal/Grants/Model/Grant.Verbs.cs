using JitPortal.Shared;

namespace JitPortal.Grants.Model;

public sealed partial class Grant
{
    public Outcome<GrantMoved> BeginOpening(DateTimeOffset now)
    {
        if (now < StartAt)
            return Refusal.Conflict("grant-too-early", "The grant's start has not come yet.");
        return Move(GrantVerb.BeginOpening, now, () => NextAttemptAt = now);
    }

    public Outcome<GrantMoved> RetryOpening(string error, DateTimeOffset now) => Move(GrantVerb.RetryOpening, now, () => Failed(error, now));

    /// <summary>The clock counts from <paramref name="openedAt"/>, the moment when the door stood open.</summary>
    public Outcome<GrantMoved> ConfirmOpen(string host, int port, DateTimeOffset openedAt, DateTimeOffset now) =>
        Move(GrantVerb.ConfirmOpen, now, () =>
        {
            (OpenedAt, Deadline) = (openedAt, DeadlineFrom(openedAt));
            (ConnectHost, ConnectPort) = (host, port);
            Worked();
        });

    public Outcome<GrantMoved> Reopen(string host, int port, DateTimeOffset now) =>
        Move(GrantVerb.Reopen, now, () =>
        {
            (ConnectHost, ConnectPort) = (host, port);
            Worked();
        });

    public Outcome<GrantMoved> RetryReopening(string error, DateTimeOffset now) => Move(GrantVerb.RetryReopening, now, () => Failed(error, now));

    /// <summary>Moves the deadline. NB. Whether policy allows it, and how far, is decided by the caller before.</summary>
    public Outcome<GrantMoved> Extend(TimeSpan by, DateTimeOffset now)
    {
        if (by <= TimeSpan.Zero)
            return Refusal.Invalid("extend-by", "Say by how long to extend, such as PT15M.");
        if (Deadline <= now)
            return Refusal.Conflict("grant-over", "The grant's time is over; ask for access again.");
        return Move(GrantVerb.Extend, now, () =>
        {
            Duration += by;
            Deadline = DeadlineFrom(OpenedAt!.Value);
        });
    }

    /// <summary>Begins the end. A grant that is past its deadline counts from the deadline, not from when somebody noticed.</summary>
    public Outcome<GrantMoved> Close(ClosingReason reason, string by, string? note, DateTimeOffset now) =>
        Move(GrantVerb.Close, now, () =>
        {
            ClosingAt = Deadline < now ? Deadline : now;
            (ClosingReason, ClosedBy, ClosingNote) = (reason, by, note);
            Worked();
            NextAttemptAt = now;
        });

    public Outcome<GrantMoved> RetryClosing(string error, DateTimeOffset now) => Move(GrantVerb.RetryClosing, now, () => Failed(error, now));

    /// <param name="lastByte">When nothing could pass any more, if the enforcement point knows.</param>
    public Outcome<GrantMoved> ConfirmClosed(DateTimeOffset? lastByte, DateTimeOffset now) =>
        Move(GrantVerb.ConfirmClosed, now, () =>
        {
            ClosedAt = now;
            if (lastByte is { } last && ClosingAt is { } from)
                RevocationLatency = last > from ? last - from : TimeSpan.Zero;
            Worked();
        });

    /// <summary>The deadline if it opens at a moment: the duration counted from there, cut at the latest deadline.</summary>
    public DateTimeOffset DeadlineFrom(DateTimeOffset openedAt) =>
        LatestDeadline is { } latest && latest < openedAt + Duration ? latest : openedAt + Duration;

    private Outcome<GrantMoved> Move(GrantVerb verb, DateTimeOffset now, Action apply)
    {
        if (!GrantTransitions.Table.TryGetValue((State, verb), out var to))
            return Refusal.Conflict("grant-state", $"The grant is {State.ToString().ToLowerInvariant()}; that is not possible any more.");
        var from = State;
        State = to;
        Version++;
        apply();
        return new GrantMoved(Id, verb, from, to, now);
    }

    private void Failed(string error, DateTimeOffset now)
    {
        Attempts++;
        LastError = error;
        NextAttemptAt = now + BackOff.After(Attempts);
    }

    private void Worked() => (Attempts, LastError, NextAttemptAt) = (0, null, null);
}
