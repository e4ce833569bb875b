using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Grants.Model;

/// <summary>Grants in every state, reached by legal moves.</summary>
internal static class GrantExample
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static Grant Scheduled(TimeSpan? duration = null, DateTimeOffset? latest = null) =>
        new()
        {
            Id = GrantId.New(Start),
            HolderId = "u1",
            HolderEmail = "u1@example.org",
            Address = "127.0.0.1",
            Port = 5432,
            Source = "127.0.0.1",
            Duration = duration ?? TimeSpan.FromMinutes(30),
            CreatedAt = Start,
            StartAt = Start,
            LatestDeadline = latest,
            Doors = [new GrantDoor { Point = "fake" }],
        };

    public static Grant In(GrantState state)
    {
        var grant = Scheduled();
        if (state >= GrantState.Opening)
            grant.BeginOpening(Start).Required();
        if (state >= GrantState.Open)
            grant.ConfirmOpen("fake", "gateway", 20000, Start, Start).Required();
        if (state >= GrantState.Closing)
            grant.Close(ClosingReason.Revoked, "ann", "test", Start.AddMinutes(1)).Required();
        if (state >= GrantState.Closed)
            grant.ConfirmClosed("fake", End(0), Start.AddMinutes(1)).Required();
        return grant;
    }

    /// <summary>An end that the point measured.</summary>
    public static DoorEnd End(int milliseconds) => new(TimeSpan.FromMilliseconds(milliseconds), EndKnown.Measured, "fake");

    public static Outcome<GrantMoved> Do(Grant grant, GrantVerb verb, DateTimeOffset now) =>
        verb switch
        {
            GrantVerb.BeginOpening => grant.BeginOpening(now),
            GrantVerb.RetryOpening => grant.RetryOpening("fake", "error", now),
            GrantVerb.OpenDoor => WithSecondDoor(grant, DoorState.Waiting).ConfirmOpen("fake", "gateway", 20000, now, now),
            GrantVerb.ConfirmOpen => grant.ConfirmOpen("fake", "gateway", 20000, now, now),
            GrantVerb.Reopen => grant.Reopen("fake", "gateway", 20001, now),
            GrantVerb.RetryReopening => grant.RetryReopening("fake", "error", now),
            GrantVerb.Extend => grant.Extend(TimeSpan.FromMinutes(5), now),
            GrantVerb.Close => grant.Close(ClosingReason.Revoked, "ann", null, now),
            GrantVerb.RetryClosing => grant.RetryClosing("fake", "error", now),
            GrantVerb.ShutDoor => WithSecondDoor(grant, DoorState.Open).ConfirmClosed("fake", End(0), now),
            GrantVerb.ConfirmClosed => grant.ConfirmClosed("fake", End(0), now),
            _ => throw new ArgumentOutOfRangeException(nameof(verb)),
        };

    /// <summary>With something that no verb gives it at will, such as a closing time of one's own.</summary>
    /// <param name="property">Its name.</param>
    public static Grant With(Grant grant, string property, object value)
    {
        typeof(Grant).GetProperty(property)!.SetValue(grant, value);
        return grant;
    }

    public static Grant WithSecondDoor(Grant grant, DoorState state)
    {
        grant.Doors.Add(
            new GrantDoor
            {
                Point = "second",
                Rank = 1,
                State = state,
            }
        );
        return grant;
    }
}
