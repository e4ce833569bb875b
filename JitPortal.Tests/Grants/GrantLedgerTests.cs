using System.Net;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Grants;

public sealed class GrantLedgerTests : IAsyncLifetime
{
    private static readonly Endpoint Service = new(IPAddress.Loopback, 5432, TransportProtocol.Tcp);
    private GrantFixture _fixture = null!;

    public async ValueTask InitializeAsync()
    {
        _fixture = await GrantFixture.FakeAsync();
        await _fixture.AddPersonAsync("approver", Role.Approver);
        await _fixture.AddPersonAsync("operator", Role.Operator);
        await _fixture.AddPersonAsync("auditor", Role.Auditor);
        await _fixture.AddPersonAsync("admin", Role.Admin);
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("u1", null)]
    [InlineData("u2", RefusalKind.NotFound)]
    [InlineData("operator", RefusalKind.Forbidden)]
    [InlineData("admin", RefusalKind.Forbidden)]
    [InlineData("nobody", RefusalKind.Forbidden)]
    public async Task Release_ByEachPerson_IsTheHoldersAlone(string who, RefusalKind? refused)
    {
        var grant = await _fixture.OpenAsync(Service);
        var outcome = await _fixture.Ledger.ReleaseAsync(GrantFixture.Person(who), grant.Id, CancellationToken.None);
        Assert.Equal(refused, outcome.Refusal?.Kind);
        Assert.Equal(refused is null ? GrantState.Closing : GrantState.Open, (await _fixture.GrantAsync(grant.Id)).State);
    }

    [Theory]
    [InlineData("approver", null)]
    [InlineData("operator", null)]
    [InlineData("admin", null)]
    [InlineData("u1", RefusalKind.Forbidden)]
    [InlineData("auditor", RefusalKind.Forbidden)]
    public async Task Revoke_ByEachPerson_IsForThoseWhoWatch(string who, RefusalKind? refused)
    {
        var grant = await _fixture.OpenAsync(Service);
        var outcome = await _fixture.Ledger.RevokeAsync(GrantFixture.Person(who), grant.Id, "Incident 7", CancellationToken.None);
        Assert.Equal(refused, outcome.Refusal?.Kind);
        if (refused is not null)
            return;
        var closing = await _fixture.GrantAsync(grant.Id);
        Assert.Equal(
            (ClosingReason.Revoked, "Incident 7", $"{who}@example.org"),
            (closing.ClosingReason, closing.ClosingNote, closing.ClosedBy)
        );
        await _fixture.PassAsync();
        Assert.Equal(GrantState.Closed, (await _fixture.GrantAsync(grant.Id)).State);
    }

    [Fact]
    public async Task Revoke_WithoutAReason_IsRefused()
    {
        var grant = await _fixture.OpenAsync(Service);
        var outcome = await _fixture.Ledger.RevokeAsync(GrantFixture.Person("operator"), grant.Id, "  ", CancellationToken.None);
        Assert.Equal((RefusalKind.Invalid, "reason-missing"), (outcome.Refusal?.Kind, outcome.Refusal?.Code));
    }

    [Fact]
    public async Task Revoke_ClosedAlready_IsAConflictAndTheRecordStays()
    {
        var grant = await _fixture.OpenAsync(Service);
        _fixture.Store.Clock.Advance(grant.Duration);
        await _fixture.PassAsync();
        var outcome = await _fixture.Ledger.RevokeAsync(GrantFixture.Person("operator"), grant.Id, "too late", CancellationToken.None);
        Assert.Equal(RefusalKind.Conflict, outcome.Refusal?.Kind);
        Assert.Equal(ClosingReason.Expired, (await _fixture.GrantAsync(grant.Id)).ClosingReason);
    }

    [Fact]
    public async Task Revoke_AgainstExpiryAtTheSameMoment_ClosesOnceWithOneReason()
    {
        for (var round = 0; round < 10; round++)
        {
            var grant = await _fixture.OpenAsync(Service);
            _fixture.Store.Clock.Advance(grant.Duration);
            await Task.WhenAll(
                Task.Run(() => _fixture.PassAsync()),
                Task.Run(() => _fixture.Ledger.RevokeAsync(GrantFixture.Person("operator"), grant.Id, "race", CancellationToken.None))
            );
            await _fixture.PassAsync();
            var journal = await _fixture.JournalAsync(grant.Id);
            Assert.Equal((1, 1), (journal.Count(t => t == "grant.closing"), journal.Count(t => t == "grant.closed")));
            Assert.Equal(GrantState.Closed, (await _fixture.GrantAsync(grant.Id)).State);
        }
    }

    [Fact]
    public async Task List_Requester_SeesOnlyTheirOwn()
    {
        var mine = await _fixture.OpenAsync(Service, holder: "u1");
        var theirs = await _fixture.OpenAsync(Service, holder: "u2");
        Assert.Equal([mine.Id], await SeenAsync("u1", mine: false));
        Assert.Equal(new[] { mine.Id, theirs.Id }.ToHashSet(), (await SeenAsync("auditor", mine: false)).ToHashSet());
        Assert.Empty(await SeenAsync("auditor", mine: true));
        var other = await _fixture.Queries.GetAsync(GrantFixture.Person("u1"), theirs.Id, CancellationToken.None);
        var none = await _fixture.Queries.GetAsync(
            GrantFixture.Person("u1"),
            GrantId.New(_fixture.Store.Clock.GetUtcNow()),
            CancellationToken.None
        );
        Assert.Equal(none.Refusal, other.Refusal);
    }

    [Fact]
    public async Task Record_AfterItsGrantEnded_IsStillThere()
    {
        var grant = await _fixture.OpenAsync(Service);
        await _fixture.Ledger.ReleaseAsync(GrantFixture.Person("u1"), grant.Id, CancellationToken.None);
        await _fixture.PassAsync();
        _fixture.Store.Clock.Advance(TimeSpan.FromDays(4000));
        await _fixture.PassAsync();
        var view = (await _fixture.Queries.GetAsync(GrantFixture.Person("u1"), grant.Id, CancellationToken.None)).Required();
        Assert.Equal((GrantState.Closed, ClosingReason.Released, "u1@example.org"), (view.State, view.ClosingReason, view.Holder));
        Assert.NotEmpty(view.Proofs);
    }

    [Fact]
    public async Task KillConnection_ByAStranger_IsRefused()
    {
        var grant = await _fixture.OpenAsync(Service);
        Assert.Equal(
            RefusalKind.NotFound,
            (await _fixture.Ledger.KillConnectionAsync(GrantFixture.Person("u2"), grant.Id, "1", CancellationToken.None)).Refusal?.Kind
        );
        Assert.Equal(
            RefusalKind.Forbidden,
            (await _fixture.Ledger.KillConnectionAsync(GrantFixture.Person("auditor"), grant.Id, "1", CancellationToken.None)).Refusal?.Kind
        );
        Assert.Equal(
            "connection-gone",
            (await _fixture.Ledger.KillConnectionAsync(GrantFixture.Person("u1"), grant.Id, "1", CancellationToken.None)).Refusal?.Code
        );
    }

    private async Task<IReadOnlyList<GrantId>> SeenAsync(string who, bool mine) =>
        [
            .. (await _fixture.Queries.ListAsync(GrantFixture.Person(who), new GrantFilter(Mine: mine), CancellationToken.None))
                .Required()
                .Items.Select(g => g.Id),
        ];
}
