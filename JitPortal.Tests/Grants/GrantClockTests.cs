using System.Net;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Shared;

namespace JitPortal.Tests.Grants;

/// <summary>The reconciler's decisions, at a fake point.</summary>
public sealed class GrantClockTests : IAsyncLifetime
{
    private static readonly Endpoint Service = new(IPAddress.Loopback, 5432, TransportProtocol.Tcp);
    private GrantFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await GrantFixture.FakeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Run_Approved_OpensProvesAndWritesEachStep()
    {
        var grant = await _fixture.OpenAsync(Service);
        Assert.Equal(grant.OpenedAt + grant.Duration, grant.Deadline);
        Assert.Equal(["bypass", "opened"], grant.Proofs.Select(p => p.Kind).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["grant.scheduled", "grant.opening", "grant.opened", "grant.proof", "grant.proof"],
            await _fixture.JournalAsync(grant.Id)
        );
    }

    [Fact]
    public async Task Run_DeadlinePassed_ClosesProvesAndVerifies()
    {
        var grant = await _fixture.OpenAsync(Service);
        _fixture.Store.Clock.Advance(grant.Duration);
        await _fixture.PassAsync();
        var closed = await _fixture.GrantAsync(grant.Id);
        Assert.Equal((GrantState.Closed, ClosingReason.Expired), (closed.State, closed.ClosingReason));
        Assert.Empty(_fixture.Fake.Doors);
        Assert.Contains(closed.Proofs, p => p is { Kind: "closed", Holds: true });
        var verified = await _fixture.Store.Get<JournalQueries>().VerifyAsync(Actor.System, CancellationToken.None);
        Assert.True(verified.Required().Intact);
    }

    [Fact]
    public async Task Run_ClockStartsAtOpening_NotAtTheRequest()
    {
        var id = await _fixture.ScheduleAsync(Service, duration: TimeSpan.FromMinutes(10));
        _fixture.Fake.FailNext = 1;
        await _fixture.PassAsync();
        _fixture.Store.Clock.Advance(TimeSpan.FromMinutes(1));
        await _fixture.PassAsync();
        var grant = await _fixture.GrantAsync(id);
        Assert.Equal(_fixture.Store.Clock.GetUtcNow().AddMinutes(10), grant.Deadline);
    }

    [Fact]
    public async Task Run_StartInTheFuture_WaitsForIt()
    {
        var start = _fixture.Store.Clock.GetUtcNow().AddHours(1);
        var id = await _fixture.ScheduleAsync(Service, startAt: start);
        await _fixture.PassAsync();
        Assert.Equal(GrantState.Scheduled, (await _fixture.GrantAsync(id)).State);
        _fixture.Store.Clock.SetUtcNow(start);
        Assert.True(await _fixture.Store.Get<DueGrantDecisions>().IsDueAsync(CancellationToken.None));
        await _fixture.PassAsync();
        Assert.Equal(GrantState.Open, (await _fixture.GrantAsync(id)).State);
    }

    [Fact]
    public async Task Run_PointFailsFiveTimesAtClosing_ShowsItAndClosesAtTheSixth()
    {
        var grant = await _fixture.OpenAsync(Service);
        _fixture.Store.Clock.Advance(grant.Duration);
        _fixture.Fake.FailNext = 5;
        for (var tries = 1; tries <= 5; tries++)
        {
            await _fixture.PassAsync();
            var view = (await _fixture.Queries.GetAsync(Actor.System, grant.Id, CancellationToken.None)).Required();
            Assert.Equal((GrantState.Closing, tries), (view.State, view.Attempts));
            Assert.Contains("does not answer", view.LastError, StringComparison.Ordinal);
            Assert.NotEmpty(_fixture.Fake.Doors);
            Assert.Equal(1, (await _fixture.Queries.CountsAsync(Actor.System, CancellationToken.None)).Required().Stuck);
            _fixture.Store.Clock.SetUtcNow(view.NextAttemptAt!.Value);
        }

        await _fixture.PassAsync();
        Assert.Equal(GrantState.Closed, (await _fixture.GrantAsync(grant.Id)).State);
        Assert.Empty(_fixture.Fake.Doors);
        Assert.Equal(3, (await _fixture.JournalAsync(grant.Id)).Count(t => t == "grant.close-retry"));
    }

    [Fact]
    public async Task Run_DoorStuck_NeverSaysClosed()
    {
        var grant = await _fixture.OpenAsync(Service);
        _fixture.Fake.Stuck.Add(grant.Id);
        _fixture.Store.Clock.Advance(grant.Duration);
        for (var i = 0; i < 20; i++)
        {
            await _fixture.PassAsync();
            Assert.Equal(GrantState.Closing, (await _fixture.GrantAsync(grant.Id)).State);
            _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(31));
        }

        _fixture.Fake.Stuck.Clear();
        await _fixture.PassAsync();
        Assert.Equal(GrantState.Closed, (await _fixture.GrantAsync(grant.Id)).State);
    }

    [Fact]
    public async Task Run_HolderDisabled_Closes()
    {
        var grant = await _fixture.OpenAsync(Service);
        var other = await _fixture.OpenAsync(Service, holder: "u2");
        await _fixture.DisableAsync("u1");
        Assert.True(await _fixture.Store.Get<DueGrantDecisions>().IsDueAsync(CancellationToken.None));
        await _fixture.PassAsync();
        var closed = await _fixture.GrantAsync(grant.Id);
        Assert.Equal((GrantState.Closed, ClosingReason.SubjectDisabled), (closed.State, closed.ClosingReason));
        Assert.Equal(GrantState.Open, (await _fixture.GrantAsync(other.Id)).State);
    }

    [Fact]
    public async Task Run_OpeningNeverWorks_GivesUpAndSaysWhy()
    {
        var id = await _fixture.ScheduleAsync(Service);
        _fixture.Fake.FailNext = 1000;
        for (var i = 0; i < PointReconciliation.OpeningTries; i++)
        {
            await _fixture.PassAsync();
            _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(31));
        }

        _fixture.Fake.FailNext = 0;
        await _fixture.PassAsync();
        var grant = await _fixture.GrantAsync(id);
        Assert.Equal((GrantState.Closed, ClosingReason.OpenFailed), (grant.State, grant.ClosingReason));
        Assert.Contains("does not answer", grant.ClosingNote, StringComparison.Ordinal);
        Assert.Empty(_fixture.Fake.Doors);
    }

    [Fact]
    public async Task Run_DoorNobodyExplains_IsRemoved()
    {
        var now = _fixture.Store.Clock.GetUtcNow();
        var stray = new JitPortal.Enforcement.Model.DesiredDoor(GrantId.New(now), IPAddress.Loopback, Service, now.AddHours(1));
        await _fixture.Fake.ApplyAsync(new([stray]), CancellationToken.None);
        await _fixture.PassAsync();
        Assert.Empty(_fixture.Fake.Doors);
    }

    [Fact]
    public async Task Run_ManyAtOnce_OpenAndCloseAll()
    {
        var ids = new List<GrantId>();
        for (var i = 0; i < 300; i++)
            ids.Add(await _fixture.ScheduleAsync(Service));
        await _fixture.PassAsync();
        Assert.Equal(300, _fixture.Fake.Doors.Count);
        _fixture.Store.Clock.Advance(TimeSpan.FromMinutes(30));
        await _fixture.PassAsync();
        Assert.Empty(_fixture.Fake.Doors);
        Assert.Equal(0, (await _fixture.Queries.CountsAsync(Actor.System, CancellationToken.None)).Required().Open);
        var verified = await _fixture.Store.Get<JournalQueries>().VerifyAsync(Actor.System, CancellationToken.None);
        Assert.True(verified.Required().Intact);
    }

    [Fact]
    public async Task List_Pages_ReachEveryGrantOnce()
    {
        for (var i = 0; i < 7; i++)
        {
            await _fixture.ScheduleAsync(Service);
            if (i % 3 == 0)
                _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var seen = new List<GrantId>();
        for (string? after = null; ; )
        {
            var page = (
                await _fixture.Queries.ListAsync(Actor.System, new GrantFilter(After: after, Limit: 2), CancellationToken.None)
            ).Required();
            seen.AddRange(page.Items.Select(g => g.Id));
            if ((after = page.Next) is null)
                break;
        }

        Assert.Equal(7, seen.Count);
        Assert.Equal(7, seen.Distinct().Count());
    }
}
