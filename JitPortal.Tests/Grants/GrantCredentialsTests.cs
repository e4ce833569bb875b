using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Grants;

/// <summary>Credentials of open grants: to the holder alone, once, and without a trace of the secret.</summary>
public sealed class GrantCredentialsTests : IAsyncLifetime
{
    private static readonly Endpoint Service = new(IPAddress.Loopback, 5432, TransportProtocol.Tcp);
    private GrantFixture _fixture = null!;

    private GrantCredentials Credentials => _fixture.Store.Get<GrantCredentials>();

    public async ValueTask InitializeAsync() => _fixture = await GrantFixture.FakesAsync("edge", "db");

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Issue_ToTheHolder_IsJournaledWithoutItsSecret()
    {
        var grant = await _fixture.OpenAsync(Service);
        var issued = (await IssueAsync("u1", grant.Id)).Required();
        Assert.Equal(grant.Deadline, issued.ExpiresAt);
        Assert.Contains("grant.credential-issued", await _fixture.JournalAsync(grant.Id));
        await using var db = _fixture.Store.Db();
        Assert.DoesNotContain(
            await db.Journal.Select(e => e.Data).ToListAsync(),
            d => d.Contains(issued.Secret!, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Issue_OnADeadManLease_SaysTheGrantsEndAndNotTheLeases()
    {
        var id = await _fixture.ScheduleAsync(Service, demanded: new(["edge"], LeaseKind.DeadMan));
        await _fixture.PassAsync();
        Assert.Equal((await _fixture.GrantAsync(id)).Deadline, (await IssueAsync("u1", id)).Required().ExpiresAt);
    }

    [Theory]
    [InlineData("u2", RefusalKind.NotFound)]
    [InlineData("operator", RefusalKind.Forbidden)]
    public async Task Issue_ToAnotherPerson_IsRefused(string who, RefusalKind kind)
    {
        await _fixture.AddPersonAsync("operator", Role.Operator | Role.Admin);
        var grant = await _fixture.OpenAsync(Service);
        Assert.Equal(kind, (await IssueAsync(who, grant.Id)).Refusal!.Kind);
    }

    [Fact]
    public async Task Issue_WhenItIsOver_IsRefused()
    {
        var grant = await _fixture.OpenAsync(Service);
        _fixture.Store.Clock.Advance(grant.Duration);
        await _fixture.PassAsync();
        Assert.Equal("grant-not-open", (await IssueAsync("u1", grant.Id)).Refusal!.Code);
    }

    [Fact]
    public async Task Issue_SeveralPointsGiveOne_AsksWhich()
    {
        var id = await _fixture.ScheduleAsync(Service, demanded: new(["edge", "db"], LeaseKind.Full));
        await _fixture.PassAsync();
        Assert.Equal("point-missing", (await IssueAsync("u1", id)).Refusal!.Code);
        Assert.True((await IssueAsync("u1", id, "db")).Ok);
        Assert.Equal("no-credential", (await IssueAsync("u1", id, "moon")).Refusal!.Code);
    }

    private Task<Outcome<IssuedCredential>> IssueAsync(string who, GrantId id, string? point = null) =>
        Credentials.IssueAsync(GrantFixture.Person(who), id, point, new CredentialRequest(), CancellationToken.None);
}
