using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Grants.Model;

/// <summary>Grants in every state, reached by legal moves.</summary>
internal static class GrantMother
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static Grant Scheduled(TimeSpan? duration = null, DateTimeOffset? latest = null) => new()
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
        EnforcementPoint = "fake",
    };

    public static Grant In(GrantState state)
    {
        var grant = Scheduled();
        if (state >= GrantState.Opening)
            grant.BeginOpening(Start).Required();
        if (state >= GrantState.Open)
            grant.ConfirmOpen("gateway", 20000, Start, Start).Required();
        if (state >= GrantState.Closing)
            grant.Close(ClosingReason.Revoked, "ann", "test", Start.AddMinutes(1)).Required();
        if (state >= GrantState.Closed)
            grant.ConfirmClosed(Start.AddMinutes(1), Start.AddMinutes(1)).Required();
        return grant;
    }

    public static Outcome<GrantMoved> Do(Grant grant, GrantVerb verb, DateTimeOffset now) => verb switch
    {
        GrantVerb.BeginOpening => grant.BeginOpening(now),
        GrantVerb.RetryOpening => grant.RetryOpening("error", now),
        GrantVerb.ConfirmOpen => grant.ConfirmOpen("gateway", 20000, now, now),
        GrantVerb.Reopen => grant.Reopen("gateway", 20001, now),
        GrantVerb.RetryReopening => grant.RetryReopening("error", now),
        GrantVerb.Extend => grant.Extend(TimeSpan.FromMinutes(5), now),
        GrantVerb.Close => grant.Close(ClosingReason.Revoked, "ann", null, now),
        GrantVerb.RetryClosing => grant.RetryClosing("error", now),
        GrantVerb.ConfirmClosed => grant.ConfirmClosed(now, now),
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };
}
