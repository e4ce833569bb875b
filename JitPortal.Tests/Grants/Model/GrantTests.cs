using CsCheck;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using static JitPortal.Tests.Grants.Model.GrantExample;

namespace JitPortal.Tests.Grants.Model;

public sealed class GrantTests
{
    public static TheoryData<GrantState, GrantVerb> EveryPair()
    {
        var pairs = new TheoryData<GrantState, GrantVerb>();
        foreach (var state in Enum.GetValues<GrantState>())
        foreach (var verb in Enum.GetValues<GrantVerb>())
            pairs.Add(state, verb);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void EveryVerb_InEveryState_MovesAsTheTableSaysOrRefusesAndChangesNothing(GrantState state, GrantVerb verb)
    {
        var grant = In(state);
        var before = Snapshot(grant);
        var outcome = Do(grant, verb, Start.AddMinutes(2));
        if (GrantTransitions.Table.TryGetValue((state, verb), out var to))
        {
            Assert.True(outcome.Ok, outcome.Refusal?.Sentence);
            Assert.Equal((to, state, to, verb), (grant.State, outcome.Value.From, outcome.Value.To, outcome.Value.Verb));
        }
        else
        {
            Assert.Equal(RefusalKind.Conflict, outcome.Refusal?.Kind);
            Assert.Equal(before, Snapshot(grant));
        }
    }

    [Fact]
    public void AnyVerbs_InAnyOrder_KeepWhatAlwaysHolds() =>
        Gen.Enum<GrantVerb>()
            .Array[0, 30]
            .Sample(verbs =>
            {
                var grant = Scheduled();
                var (now, closed) = (Start, false);
                foreach (var verb in verbs)
                {
                    now = now.AddSeconds(40);
                    var moved = Do(grant, verb, now);
                    Assert.False(closed && moved.Ok, "A closed grant moved.");
                    closed = grant.State == GrantState.Closed;
                    Assert.Equal(
                        grant.State is GrantState.Open,
                        grant.State is GrantState.Open && grant.Deadline is not null && grant.OpenedAt is not null
                    );
                    Assert.Equal(closed, grant.ClosedAt is not null);
                    if (grant.State is GrantState.Closing or GrantState.Closed)
                        Assert.NotNull(grant.ClosingReason);
                    if (grant.OpenedAt is { } opened)
                        Assert.Equal(opened + grant.Duration, grant.Deadline);
                }
            });

    [Fact]
    public void ConfirmOpen_LongAfterTheRequest_CountsFromOpening()
    {
        var grant = Scheduled(TimeSpan.FromMinutes(30));
        grant.BeginOpening(Start.AddHours(5)).Required();
        grant.ConfirmOpen("fake", "gateway", 20000, Start.AddHours(5), Start.AddHours(5)).Required();
        Assert.Equal(Start.AddHours(5).AddMinutes(30), grant.Deadline);
    }

    [Fact]
    public void ConfirmOpen_PolicyWindowEndsBefore_EndsWithTheWindow()
    {
        var grant = Scheduled(TimeSpan.FromMinutes(30), latest: Start.AddMinutes(10));
        grant.BeginOpening(Start).Required();
        grant.ConfirmOpen("fake", "gateway", 20000, Start, Start).Required();
        Assert.Equal(Start.AddMinutes(10), grant.Deadline);
        grant.Extend(TimeSpan.FromHours(1), Start.AddMinutes(1)).Required();
        Assert.Equal(Start.AddMinutes(10), grant.Deadline);
    }

    [Fact]
    public void BeginOpening_BeforeItsStart_IsRefused()
    {
        var grant = With(Scheduled(), nameof(Grant.StartAt), Start.AddHours(1));
        Assert.Equal("grant-too-early", grant.BeginOpening(Start).Refusal?.Code);
    }

    [Fact]
    public void Extend_AfterTheDeadline_IsRefused() =>
        Assert.Equal("grant-over", In(GrantState.Open).Extend(TimeSpan.FromMinutes(5), Start.AddMinutes(30)).Refusal?.Code);

    [Fact]
    public void Close_NoticedLate_CountsFromTheDeadline()
    {
        var grant = In(GrantState.Open);
        grant.Close(ClosingReason.Expired, "system", null, Start.AddHours(3)).Required();
        Assert.Equal(grant.Deadline, grant.ClosingAt);
        grant.ConfirmClosed("fake", End(12), Start.AddHours(3)).Required();
        Assert.Equal(TimeSpan.FromMilliseconds(12), grant.RevocationLatency);
    }

    [Fact]
    public void RetryClosing_AgainAndAgain_NeverGivesUpAndNeverWaitsLongerThanHalfAMinute()
    {
        var (grant, now) = (In(GrantState.Closing), Start.AddHours(1));
        for (var i = 1; i <= 1000; i++)
        {
            grant.RetryClosing("fake", $"try {i}", now).Required();
            Assert.Equal(i, grant.Attempts);
            Assert.InRange(grant.NextAttemptAt!.Value - now, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
            now = grant.NextAttemptAt.Value;
        }

        Assert.Equal("try 1000", grant.LastError);
    }

    private static (GrantState, long, DateTimeOffset?, DateTimeOffset?, int, string?) Snapshot(Grant g) =>
        (g.State, g.Version, g.Deadline, g.ClosedAt, g.Attempts, g.LastError);

    [Fact]
    public void SeveralDoors_OpenOnlyWithTheLast_AndClosedOnlyWithTheLast()
    {
        var grant = WithSecondDoor(In(GrantState.Opening), DoorState.Waiting);

        grant.ConfirmOpen("fake", "gateway", 20000, Start, Start).Required();
        Assert.Equal((GrantState.Opening, null), (grant.State, grant.Deadline));
        grant.ConfirmOpen("second", grant.Address, grant.Port, Start.AddSeconds(20), Start.AddSeconds(20)).Required();
        Assert.Equal((GrantState.Open, Start.AddSeconds(20) + grant.Duration), (grant.State, grant.Deadline));
        Assert.Equal(("gateway", 20000), (grant.ConnectHost, grant.ConnectPort));

        grant.Close(ClosingReason.Released, "ann", null, Start.AddMinutes(1)).Required();
        grant.ConfirmClosed("second", End(400), Start.AddMinutes(1)).Required();
        Assert.False(grant.ConfirmClosed("second", null, Start.AddMinutes(1)).Ok);
        Assert.Equal(GrantState.Closing, grant.State);
        grant.RetryClosing("fake", "stuck", Start.AddMinutes(1)).Required();
        Assert.Equal((1, "stuck"), (grant.Attempts, grant.LastError));
        grant.ConfirmClosed("fake", End(30), Start.AddMinutes(2)).Required();
        Assert.Equal((GrantState.Closed, TimeSpan.FromMilliseconds(400), 0), (grant.State, grant.RevocationLatency, grant.Attempts));
    }
}
