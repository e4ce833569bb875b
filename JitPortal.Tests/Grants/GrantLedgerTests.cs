using System.Net;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Grants;

public sealed class GrantLedgerTests : IAsyncLifetime
{
    private static readonly Endpoint Service = new(IPAddress.Loopback, 5432, TransportProtocol.Tcp);
    private GrantFixture _rig = null!;

    public async ValueTask InitializeAsync()
    {
        _rig = await GrantFixture.FakeAsync();
        await _rig.AddPersonAsync("approver", Role.Approver);
        await _rig.AddPersonAsync("operator", Role.Operator);
        await _rig.AddPersonAsync("auditor", Role.Auditor);
        await _rig.AddPersonAsync("admin", Role.Admin);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("u1", null)]
    [InlineData("u2", RefusalKind.NotFound)]
    [InlineData("operator", RefusalKind.Forbidden)]
    [InlineData("admin", RefusalKind.Forbidden)]
    [InlineData("nobody", RefusalKind.Forbidden)]
    public async Task Release_ByEachPerson_IsTheHoldersAlone(string who, RefusalKind? refused)
    {
        var grant = await _rig.OpenAsync(Service);
        var outcome = await _rig.Ledger.ReleaseAsync(GrantFixture.Person(who), grant.Id, CancellationToken.None);
        Assert.Equal(refused, outcome.Refusal?.Kind);
        Assert.Equal(refused is null ? GrantState.Closing : GrantState.Open, (await _rig.GrantAsync(grant.Id)).State);
    }

    [Theory]
    [InlineData("approver", null)]
    [InlineData("operator", null)]
    [InlineData("admin", null)]
    [InlineData("u1", RefusalKind.Forbidden)]
    [InlineData("auditor", RefusalKind.Forbidden)]
    public async Task Revoke_ByEachPerson_IsForThoseWhoWatch(string who, RefusalKind? refused)
    {
        var grant = await _rig.OpenAsync(Service);
        var outcome = await _rig.Ledger.RevokeAsync(GrantFixture.Person(who), grant.Id, "Incident 7", CancellationToken.None);
        Assert.Equal(refused, outcome.Refusal?.Kind);
        if (refused is not null)
            return;
        var closing = await _rig.GrantAsync(grant.Id);
        Assert.Equal(
            (ClosingReason.Revoked, "Incident 7", $"{who}@example.org"),
            (closing.ClosingReason, closing.ClosingNote, closing.ClosedBy)
        );
        await _rig.PassAsync();
        Assert.Equal(GrantState.Closed, (await _rig.GrantAsync(grant.Id)).State);
    }

    [Fact]
    public async Task Revoke_WithoutAReason_IsRefused()
    {
        var grant = await _rig.OpenAsync(Service);
        var outcome = await _rig.Ledger.RevokeAsync(GrantFixture.Person("operator"), grant.Id, "  ", CancellationToken.None);
        Assert.Equal((RefusalKind.Invalid, "reason-missing"), (outcome.Refusal?.Kind, outcome.Refusal?.Code));
    }

    [Fact]
    public async Task Revoke_ClosedAlready_IsAConflictAndTheRecordStays()
    {
        var grant = await _rig.OpenAsync(Service);
        _rig.Store.Clock.Advance(grant.Duration);
        await _rig.PassAsync();
        var outcome = await _rig.Ledger.RevokeAsync(GrantFixture.Person("operator"), grant.Id, "too late", CancellationToken.None);
        Assert.Equal(RefusalKind.Conflict, outcome.Refusal?.Kind);
        Assert.Equal(ClosingReason.Expired, (await _rig.GrantAsync(grant.Id)).ClosingReason);
    }

    [Fact]
    public async Task Revoke_AgainstExpiryAtTheSameMoment_ClosesOnceWithOneReason()
    {
        for (var round = 0; round < 10; round++)
        {
            var grant = await _rig.OpenAsync(Service);
            _rig.Store.Clock.Advance(grant.Duration);
            await Task.WhenAll(
                Task.Run(() => _rig.PassAsync()),
                Task.Run(() => _rig.Ledger.RevokeAsync(GrantFixture.Person("operator"), grant.Id, "race", CancellationToken.None))
            );
            await _rig.PassAsync();
            var journal = await _rig.JournalAsync(grant.Id);
            Assert.Equal((1, 1), (journal.Count(t => t == "grant.closing"), journal.Count(t => t == "grant.closed")));
            Assert.Equal(GrantState.Closed, (await _rig.GrantAsync(grant.Id)).State);
        }
    }

    [Fact]
    public async Task List_Requester_SeesOnlyTheirOwn()
    {
        var mine = await _rig.OpenAsync(Service, holder: "u1");
        var theirs = await _rig.OpenAsync(Service, holder: "u2");
        Assert.Equal([mine.Id], await SeenAsync("u1", mine: false));
        Assert.Equal(new[] { mine.Id, theirs.Id }.ToHashSet(), (await SeenAsync("auditor", mine: false)).ToHashSet());
        Assert.Empty(await SeenAsync("auditor", mine: true));
        var other = await _rig.Queries.GetAsync(GrantFixture.Person("u1"), theirs.Id, CancellationToken.None);
        var none = await _rig.Queries.GetAsync(
            GrantFixture.Person("u1"),
            GrantId.New(_rig.Store.Clock.GetUtcNow()),
            CancellationToken.None
        );
        Assert.Equal(none.Refusal, other.Refusal);
    }

    [Fact]
    public async Task Record_AfterItsGrantEnded_IsStillThere()
    {
        var grant = await _rig.OpenAsync(Service);
        await _rig.Ledger.ReleaseAsync(GrantFixture.Person("u1"), grant.Id, CancellationToken.None);
        await _rig.PassAsync();
        _rig.Store.Clock.Advance(TimeSpan.FromDays(4000));
        await _rig.PassAsync();
        var view = (await _rig.Queries.GetAsync(GrantFixture.Person("u1"), grant.Id, CancellationToken.None)).Required();
        Assert.Equal((GrantState.Closed, ClosingReason.Released, "u1@example.org"), (view.State, view.ClosingReason, view.Holder));
        Assert.NotEmpty(view.Proofs);
    }

    [Fact]
    public async Task KillConnection_ByAStranger_IsRefused()
    {
        var grant = await _rig.OpenAsync(Service);
        Assert.Equal(
            RefusalKind.NotFound,
            (await _rig.Ledger.KillConnectionAsync(GrantFixture.Person("u2"), grant.Id, "1", CancellationToken.None)).Refusal?.Kind
        );
        Assert.Equal(
            RefusalKind.Forbidden,
            (await _rig.Ledger.KillConnectionAsync(GrantFixture.Person("auditor"), grant.Id, "1", CancellationToken.None)).Refusal?.Kind
        );
        Assert.Equal(
            "connection-gone",
            (await _rig.Ledger.KillConnectionAsync(GrantFixture.Person("u1"), grant.Id, "1", CancellationToken.None)).Refusal?.Code
        );
    }

    private async Task<IReadOnlyList<GrantId>> SeenAsync(string who, bool mine) =>
        [
            .. (await _rig.Queries.ListAsync(GrantFixture.Person(who), new GrantFilter(Mine: mine), CancellationToken.None))
                .Required()
                .Items.Select(g => g.Id),
        ];
}
