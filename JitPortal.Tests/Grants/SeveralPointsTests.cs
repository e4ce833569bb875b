using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Grants;

/// <summary>Grants that several enforcement points hold together.</summary>
public sealed class SeveralPointsTests : IAsyncLifetime
{
    private static readonly Endpoint Service = new(IPAddress.Loopback, 5432, TransportProtocol.Tcp);
    private static readonly DemandedEnforcement Both = new(["edge", "ssh"], LeaseKind.Full);
    private GrantFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await GrantFixture.FakesAsync("edge", "ssh");

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Open_OnlyWhenAllAre_AndClosedOnlyWhenAllAre()
    {
        _fixture.FakeOf("ssh").FailNext = 1;
        var id = await _fixture.ScheduleAsync(Service, demanded: Both);
        await _fixture.PassAsync();
        Assert.Equal(GrantState.Opening, (await _fixture.GrantAsync(id)).State);
        Assert.Single(_fixture.FakeOf("edge").Doors);

        _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(2));
        await _fixture.PassAsync();
        await _fixture.PassAsync();
        var open = await _fixture.GrantAsync(id);
        Assert.Equal(GrantState.Open, open.State);
        Assert.Equal(open.Deadline, _fixture.FakeOf("edge").Doors[id].Deadline);
        Assert.Equal(open.Deadline, _fixture.FakeOf("ssh").Doors[id].Deadline);

        _fixture.FakeOf("edge").Stuck.Add(id);
        (await _fixture.Ledger.ReleaseAsync(GrantFixture.Person("u1"), id, CancellationToken.None)).Required();
        await _fixture.PassAsync();
        var closing = await _fixture.GrantAsync(id);
        Assert.Equal(GrantState.Closing, closing.State);
        Assert.Equal((DoorState.Open, DoorState.Shut), (closing.DoorAt("edge")!.State, closing.DoorAt("ssh")!.State));
        Assert.Equal("The door is stuck.", closing.LastError);

        _fixture.FakeOf("edge").Stuck.Clear();
        _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(2));
        await _fixture.PassAsync();
        Assert.Equal(GrantState.Closed, (await _fixture.GrantAsync(id)).State);
        Assert.Equal(
            ["edge", "ssh"],
            (await _fixture.GrantAsync(id))
                .Proofs.Where(p => p.Kind == Proof.Closed)
                .Select(p => p.Point)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Open_OnePointNeverDoes_TheOthersDoorIsShutAgain()
    {
        _fixture.FakeOf("ssh").FailNext = 100;
        var id = await _fixture.ScheduleAsync(Service, demanded: Both);
        for (var i = 0; i < PointReconciliation.OpeningTries + 1; i++)
        {
            await _fixture.PassAsync();
            _fixture.Store.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        _fixture.FakeOf("ssh").FailNext = 0;
        await _fixture.PassAsync();
        var grant = await _fixture.GrantAsync(id);
        Assert.Equal((GrantState.Closed, ClosingReason.OpenFailed), (grant.State, grant.ClosingReason));
        Assert.Empty(_fixture.FakeOf("edge").Doors);
    }

    [Fact]
    public async Task Pass_OnePointFarAway_HoldsUpNoOther()
    {
        var far = new TaskCompletionSource();
        _fixture.FakeOf("ssh").Held = far.Task;
        var stuck = await _fixture.ScheduleAsync(Service, demanded: Both);
        var near = await _fixture.ScheduleAsync(Service);
        var pass = _fixture.PassAsync();
        await Support.Eventually.TrueAsync(async () => (await _fixture.GrantAsync(near)).State == GrantState.Open, "the near grant opens");
        Assert.Equal(GrantState.Opening, (await _fixture.GrantAsync(stuck)).State);
        far.SetResult();
        await pass;
        Assert.Equal(GrantState.Open, (await _fixture.GrantAsync(stuck)).State);
    }

    [Fact]
    public async Task Point_NoLongerInTheSettings_NeverOpensAndNeverClosesInSilence()
    {
        var id = await _fixture.ScheduleAsync(Service, demanded: new(["edge", "gone"], LeaseKind.Full));
        await _fixture.PassAsync();
        var grant = await _fixture.GrantAsync(id);
        Assert.Equal(GrantState.Opening, grant.State);

        _fixture.Authority.Roles["u2"] = Role.Operator;
        (await _fixture.Ledger.RevokeAsync(GrantFixture.Person("u2"), id, "look", CancellationToken.None)).Required();
        await _fixture.PassAsync();
        await _fixture.PassAsync();
        var closing = await _fixture.GrantAsync(id);
        Assert.Equal(GrantState.Closing, closing.State);
        Assert.Contains("gone is no longer in the settings", closing.LastError, StringComparison.Ordinal);
        Assert.Empty(_fixture.FakeOf("edge").Doors);
    }

    [Fact]
    public async Task DeadManLease_IsRenewedWhileThePortalLives_AndItsDoorIsNeverHeldLonger()
    {
        var id = await _fixture.ScheduleAsync(Service, demanded: new(["edge"], LeaseKind.DeadMan));
        for (var i = 0; i < 5; i++)
        {
            await _fixture.PassAsync();
            var held = _fixture.FakeOf("edge").Doors[id].Deadline - _fixture.Store.Clock.GetUtcNow();
            Assert.InRange(held, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15));
            _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(GrantState.Open, (await _fixture.GrantAsync(id)).State);
    }

    [Fact]
    public async Task Drift_IsJournaledWithBeforeAndAfter_AndCountedOnThePage()
    {
        var at = _fixture.Store.Clock.GetUtcNow();
        _fixture.FakeOf("edge").FoundNext =
        [
            new Drift("foreign-rule", "A rule that no grant explains was removed.", "10.0.0.9 -> 10.0.0.1:22", null, at),
        ];
        await _fixture.PassAsync();
        _fixture.Authority.Roles["u2"] = Role.Operator;
        var points = (await _fixture.Store.Get<PointQueries>().ListAsync(GrantFixture.Person("u2"), CancellationToken.None)).Required();
        Assert.Equal(
            (1, 1, 0),
            (
                points.Single(p => p.Name == "edge").DriftDay,
                points.Single(p => p.Name == "edge").DriftWeek,
                points.Single(p => p.Name == "ssh").DriftDay
            )
        );
        Assert.Equal("10.0.0.9 -> 10.0.0.1:22", points.Single(p => p.Name == "edge").LastDrift!.Before);
        _fixture.Store.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(
            0,
            (await _fixture.Store.Get<PointQueries>().ListAsync(GrantFixture.Person("u2"), CancellationToken.None))
                .Required()
                .Single(p => p.Name == "edge")
                .DriftDay
        );
    }

    [Fact]
    public async Task Points_ShownToARequester_IsRefused() =>
        Assert.False((await _fixture.Store.Get<PointQueries>().ListAsync(GrantFixture.Person("u1"), CancellationToken.None)).Ok);

    [Fact]
    public void Objections_UnknownPoint_IsNamed()
    {
        Assert.Empty(_fixture.Store.Get<GrantFeasibility>().Objections(["edge", "SSH"], Service, null));
        Assert.Contains(
            "moon",
            Assert.Single(_fixture.Store.Get<GrantFeasibility>().Objections(["edge", "moon"], Service, null)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Restart_LaterLooksAtADoorShutJustBefore_AreMadeUpFor()
    {
        var id = await _fixture.ScheduleAsync(Service);
        await _fixture.PassAsync();
        _fixture.Store.Clock.Advance(TimeSpan.FromMinutes(30));
        await _fixture.PassAsync();
        Assert.Equal(1, await ClosedProofsAsync());

        // What is due stands in the database alone.
        foreach (var looks in new[] { 2, 3, 3 })
        {
            _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(30));
            await _fixture.Store.Get<GrantProofs>().LookAsync(CancellationToken.None);
            await _fixture.Store.Get<GrantProofs>().IdleAsync();
            Assert.Equal(looks, await ClosedProofsAsync());
        }

        async Task<int> ClosedProofsAsync() => (await _fixture.GrantAsync(id)).Proofs.Count(p => p.Kind == Proof.Closed);
    }
}
