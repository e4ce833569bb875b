using System.Net;
using System.Text.Json;
using JitPortal.Api;
using JitPortal.Components.Pages.Grants;
using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Grants;

/// <summary>What was proved of a grant: every door of it, and the last word.</summary>
public sealed class DoorProofTests : IAsyncLifetime
{
    private static readonly Endpoint Service = new(IPAddress.Loopback, 5432, TransportProtocol.Tcp);
    private static readonly DemandedEnforcement Both = new(["edge", "ssh"], LeaseKind.Full);
    private GrantFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await GrantFixture.FakesAsync("edge", "ssh");

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Closed_OneDoorCouldNotBeVerified_TheGrantIsNotProved_UntilALaterLookProvesIt()
    {
        var id = await OpenAsync();
        _fixture.FakeOf("edge").ShutLooks = ProbeVerdict.NotComparable;
        var closed = await ReleaseAsync(id);
        Assert.Equal((GrantState.Closed, false, "ClosedUnverified"), (closed.State, closed.Proved, GrantText.Look(closed)));
        Assert.Equal([(ProbeVerdict?)ProbeVerdict.NotComparable, ProbeVerdict.Proved], closed.Doors.Select(d => d.Proof));
        Assert.Equal("Could not be verified.", closed.Doors[0].Why);
        Assert.Equal((1, 0, 1), await UnprovedAsync());

        // It is tried again for as long as it cannot be verified, by what stands in the database alone.
        for (var i = 0; i < 10; i++)
            await LaterAsync(TimeSpan.FromMinutes(15));
        var unsure = await ViewAsync(id);
        Assert.False(unsure.Proved);
        Assert.NotNull(unsure.Doors[0].NextLookAt);

        _fixture.FakeOf("edge").ShutLooks = null;
        await LaterAsync(TimeSpan.FromMinutes(15));
        var proved = await ViewAsync(id);
        Assert.Equal((true, "ClosedProved"), (proved.Proved, GrantText.Look(proved)));
        Assert.Equal((1, 0, 0), await UnprovedAsync());
    }

    [Fact]
    public async Task Closed_NeverVerified_IsLeftAfterAboutADayAndStaysCounted()
    {
        var id = await OpenAsync();
        _fixture.FakeOf("edge").ShutLooks = ProbeVerdict.NotComparable;
        await ReleaseAsync(id);
        for (var i = 0; i < 120; i++)
            await LaterAsync(TimeSpan.FromMinutes(15));
        var left = await ViewAsync(id);
        Assert.Null(left.Doors[0].NextLookAt);
        Assert.Equal((1, 0, 1), await UnprovedAsync());
        // Neither the grant nor the journal is buried in looks.
        Assert.InRange(left.Proofs.Count(p => p.Point == "edge"), 3, 12);
    }

    [Fact]
    public async Task Closed_ALaterLookFindsADoorOpen_IsNotProvedAnyMore_AlarmedAndTriedUntilItIsShut()
    {
        var id = await OpenAsync();
        var closed = await ReleaseAsync(id);
        Assert.Equal((true, "ClosedProved"), (closed.Proved, GrantText.Look(closed)));
        Assert.NotNull(closed.RevocationLatency);

        _fixture.FakeOf("ssh").ShutLooks = ProbeVerdict.Refuted;
        for (var i = 0; i < 20; i++)
            await LaterAsync(TimeSpan.FromSeconds(30));
        var open = await ViewAsync(id);
        Assert.Equal((false, ProbeVerdict.Refuted, "ClosedOpen"), (open.Proved, open.Proof, GrantText.Look(open)));
        Assert.Null(open.RevocationLatency);
        Assert.NotNull(open.Doors[1].NextLookAt);
        Assert.Equal((1, 1, 0), await UnprovedAsync());
        Assert.Equal(1, (await _fixture.Queries.CountsAsync(Actor.System, CancellationToken.None)).Required().Alarming);

        // Silence settles nothing.
        _fixture.FakeOf("ssh").ShutLooks = ProbeVerdict.NotComparable;
        await LaterAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(ProbeVerdict.Refuted, (await ViewAsync(id)).Proof);

        _fixture.FakeOf("ssh").ShutLooks = null;
        await LaterAsync(TimeSpan.FromSeconds(30));
        var shut = await ViewAsync(id);
        Assert.True(shut.Proved);
        // The old authority could be used up to then.
        Assert.Equal(EndKnown.AtMost, shut.LatencyKnown);
        Assert.True(shut.RevocationLatency >= TimeSpan.FromMinutes(10), $"{shut.RevocationLatency}");
    }

    [Fact]
    public async Task Closed_ALookThatCouldSeeNothing_TakesNoProofBack()
    {
        var id = await OpenAsync();
        await ReleaseAsync(id);
        _fixture.FakeOf("ssh").ShutLooks = ProbeVerdict.NotComparable;
        await LaterAsync(TimeSpan.FromSeconds(2));
        await LaterAsync(TimeSpan.FromSeconds(5));
        Assert.True((await ViewAsync(id)).Proved);
    }

    [Fact]
    public async Task Closing_OthersHaveToActAndNobodySawARefusal_StaysClosingWithTheReason()
    {
        var id = await OpenAsync();
        (_fixture.FakeOf("ssh").ShutLooks, _fixture.FakeOf("ssh").Grounds) = (ProbeVerdict.NotComparable, ShutGrounds.None);
        _fixture.FakeOf("ssh").Measures = false;
        await ReleaseAsync(id);
        for (var i = 0; i < 20; i++)
        {
            await LaterAsync(TimeSpan.FromSeconds(31));
            var closing = await ViewAsync(id);
            Assert.Equal((GrantState.Closing, "Could not be verified."), (closing.State, closing.LastError));
            Assert.Equal(
                [(DoorState.Shut, (ProbeVerdict?)ProbeVerdict.Proved), (DoorState.Open, ProbeVerdict.NotComparable)],
                closing.Doors.Select(d => (d.State, d.Proof))
            );
        }

        _fixture.FakeOf("ssh").Grounds = ShutGrounds.Over;
        await LaterAsync(TimeSpan.FromSeconds(31));
        var closed = await ViewAsync(id);
        Assert.Equal((GrantState.Closed, false), (closed.State, closed.Proved));
        Assert.Equal((EndKnown.AtMost, true), (closed.LatencyKnown, closed.RevocationLatency > TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public async Task Open_OpeningThatCouldNotBeProved_IsTriedAgainWhileItIsOpen()
    {
        _fixture.FakeOf("ssh").OpenLooks = ProbeVerdict.Refuted;
        var id = await OpenAsync();
        var unproved = await ViewAsync(id);
        Assert.Equal((false, ProbeVerdict.Refuted), (unproved.Proved, unproved.Proof));
        _fixture.FakeOf("ssh").OpenLooks = ProbeVerdict.NotComparable;
        await LaterAsync(TimeSpan.FromSeconds(10));
        _fixture.FakeOf("ssh").OpenLooks = null;
        await LaterAsync(TimeSpan.FromSeconds(10));
        var proved = await ViewAsync(id);
        Assert.True(proved.Proved);
        Assert.All(proved.Doors, d => Assert.Null(d.NextLookAt));
    }

    [Fact]
    public async Task Latency_IsTheSlowestDoors_AndSaysHowItIsKnown()
    {
        var id = await OpenAsync();
        _fixture.FakeOf("ssh").Measures = false;
        _fixture.FakeOf("ssh").ShutLooks = ProbeVerdict.Refuted;
        await ReleaseAsync(id);
        await LaterAsync(TimeSpan.FromSeconds(11));
        _fixture.FakeOf("ssh").ShutLooks = null;
        await LaterAsync(TimeSpan.FromSeconds(31));
        var closed = await ViewAsync(id);
        Assert.Equal((GrantState.Closed, true), (closed.State, closed.Proved));
        Assert.Equal((EndKnown.Measured, TimeSpan.Zero), (closed.Doors[0].LatencyKnown, closed.Doors[0].Latency));
        Assert.Equal(
            (EndKnown.AtMost, TimeSpan.FromSeconds(42), "nowhere"),
            (closed.LatencyKnown, closed.RevocationLatency, closed.LatencySeenBy)
        );

        _fixture.Authority.Roles["u2"] = Role.Auditor;
        _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(1));
        var report = (
            await _fixture.Store.Get<RevocationReports>().LatencyAsync(GrantFixture.Person("u2"), null, null, CancellationToken.None)
        ).Required();
        Assert.Equal((1, 1, 0, 1, TimeSpan.FromSeconds(42)), (report.Closed, report.Proved, report.Measured, report.AtMost, report.P99));
        Assert.Equal(
            [("edge", 1, 0), ("ssh", 0, 1)],
            report.ByPoint.Select(p => (p.Point, p.Measured, p.AtMost)).OrderBy(p => p.Point, StringComparer.Ordinal)
        );
        Assert.Equal((id, "ssh", EndKnown.AtMost), (report.Slowest[0].Grant, report.Slowest[0].Point, report.Slowest[0].Known));
    }

    [Fact]
    public async Task View_AsJson_IsTheContract()
    {
        var id = await OpenAsync();
        _fixture.FakeOf("edge").ShutLooks = ProbeVerdict.NotComparable;
        await ReleaseAsync(id);
        var options = new JsonSerializerOptions();
        ApiJson.Apply(options);
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(await ViewAsync(id), options));
        Assert.False(json.RootElement.GetProperty("proved").GetBoolean());
        var door = json.RootElement.GetProperty("doors")[0];
        Assert.Equal(
            ("edge", "Shut", "NotComparable", "Could not be verified."),
            (Text("point"), Text("state"), Text("proof"), Text("why"))
        );
        Assert.EndsWith("Z", Text("at"), StringComparison.Ordinal);
        Assert.StartsWith("PT", Text("after"), StringComparison.Ordinal);
        Assert.Equal("Proved", json.RootElement.GetProperty("doors")[1].GetProperty("proof").GetString());

        string? Text(string name) => door.GetProperty(name).GetString();
    }

    [Fact]
    public void EndClock_WallClockSetBack_TimeStillPasses()
    {
        var (clock, grant) = (new JumpingClock(), Model.GrantExample.In(GrantState.Closing));
        Model.GrantExample.With(grant, nameof(grant.ClosingAt), clock.GetUtcNow());
        var ends = new EndClock(clock);
        ends.Begun(grant.Id, ends.SinceOf(grant));
        clock.Jump(TimeSpan.FromHours(-1));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(5), ends.Took(grant, clock.GetUtcNow(), clock.GetTimestamp()));
        Assert.Equal(TimeSpan.Zero, ends.Took(grant, clock.GetUtcNow(), null));
    }

    [Fact]
    public void EndClock_WallClockJumpsOverADeadline_TheJumpIsNoLatency()
    {
        var (clock, grant) = (new JumpingClock(), Model.GrantExample.In(GrantState.Closing));
        var ends = new EndClock(clock);
        ends.NothingWasDue(ends.Now);
        Model.GrantExample.With(grant, nameof(grant.ClosingAt), clock.GetUtcNow().AddMinutes(30));
        clock.Advance(TimeSpan.FromSeconds(1));
        clock.Jump(TimeSpan.FromHours(1));
        ends.Begun(grant.Id, ends.SinceOf(grant));
        Assert.Equal(TimeSpan.FromSeconds(1), ends.Took(grant, clock.GetUtcNow(), clock.GetTimestamp()));
    }

    private async Task<GrantId> OpenAsync()
    {
        var id = await _fixture.ScheduleAsync(Service, demanded: Both);
        await _fixture.PassAsync();
        Assert.Equal(GrantState.Open, (await _fixture.GrantAsync(id)).State);
        return id;
    }

    private async Task<GrantView> ReleaseAsync(GrantId id)
    {
        (await _fixture.Ledger.ReleaseAsync(GrantFixture.Person("u1"), id, CancellationToken.None)).Required();
        await _fixture.PassAsync();
        return await ViewAsync(id);
    }

    private async Task LaterAsync(TimeSpan by)
    {
        _fixture.Store.Clock.Advance(by);
        await _fixture.PassAsync();
    }

    private async Task<(int Closed, int Refuted, int Unverified)> UnprovedAsync()
    {
        var all = (await _fixture.Queries.OverviewAsync(Actor.System, CancellationToken.None)).Required();
        return (all.Closed, all.Refuted, all.Unverified);
    }

    private async Task<GrantView> ViewAsync(GrantId id) =>
        (await _fixture.Queries.GetAsync(GrantFixture.Person("u1"), id, CancellationToken.None)).Required();
}
