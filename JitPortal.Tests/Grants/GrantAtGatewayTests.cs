using System.Net.Sockets;
using JitPortal.Grants.Model;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Grants;

/// <summary>Grants through the real gateway: what a person's client sees.</summary>
public sealed class GrantAtGatewayTests : IAsyncLifetime
{
    private readonly TcpService _service = new();
    private GrantFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await GrantFixture.GatewayAsync();

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Grant_OpenThenReleased_IsProvedBothTimesAndMeasured()
    {
        var grant = await _fixture.OpenAsync(_service.Endpoint);
        using var live = await Client.LiveAsync(grant.ConnectPort!.Value);
        var view = (await _fixture.Queries.GetAsync(GrantFixture.Person("u1"), grant.Id, CancellationToken.None)).Required();
        Assert.Equal(
            $"ssh -o \"HostKeyAlias=[127.0.0.1]:{_service.Endpoint.Port}\" -p {grant.ConnectPort} 127.0.0.1",
            view.Connect?.Command
        );
        Assert.Equal("127.0.0.1", Assert.Single(view.Connections).Source);
        Assert.True(view.Bypassable);
        Assert.Contains(view.Proofs, p => p is { Kind: "opened", Holds: true });

        await _fixture.Ledger.ReleaseAsync(GrantFixture.Person("u1"), grant.Id, CancellationToken.None);
        await _fixture.PassAsync();
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(live));
        var closed = (await _fixture.Queries.GetAsync(GrantFixture.Person("u1"), grant.Id, CancellationToken.None)).Required();
        Assert.Equal((GrantState.Closed, ClosingReason.Released), (closed.State, closed.ClosingReason));
        Assert.NotNull(closed.RevocationLatency);
        Assert.Equal((1, 1), (closed.BytesIn, closed.BytesOut));
        Assert.Null(closed.Connect);
        Assert.Contains(closed.Proofs, p => p is { Kind: "closed", Holds: true });
    }

    [Fact]
    public async Task Closed_OneAndFiveSecondsLater_IsProvedAgain()
    {
        var grant = await _fixture.OpenAsync(_service.Endpoint);
        _fixture.Store.Clock.Advance(grant.Duration);
        await _fixture.PassAsync();
        foreach (var proofs in new[] { 2, 3 })
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(1));
                    await _fixture.PassAsync();
                    return (await _fixture.GrantAsync(grant.Id)).Proofs.Count(p => p is { Kind: "closed", Holds: true }) >= proofs;
                },
                $"{proofs} proofs of closure"
            );
        }
    }

    [Fact]
    public async Task Closed_SensitiveService_KeepsNmapsOwnRecordUnderTheJournalsHash()
    {
        Assert.SkipUnless(JitPortal.Shared.ChildProgram.Find("nmap") is not null, "nmap is not installed.");
        var grant = await _fixture.OpenAsync(_service.Endpoint);
        _fixture.Store.Clock.Advance(grant.Duration);
        await _fixture.PassAsync();
        Proof? last = null;
        await Eventually.TrueAsync(
            async () =>
            {
                _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(1));
                await _fixture.PassAsync();
                return (last = (await _fixture.GrantAsync(grant.Id)).Proofs.Find(p => p.EvidenceHash is not null)) is not null;
            },
            "a proof with Nmap's record",
            60
        );
        var xml = (await _fixture.Queries.EvidenceAsync(GrantFixture.Person("u1"), grant.Id, last!.Id, CancellationToken.None)).Required();
        Assert.Contains($"portid=\"{grant.ConnectPort}\"><state state=\"closed\"", xml, StringComparison.Ordinal);
        Assert.False((await _fixture.Queries.EvidenceAsync(GrantFixture.Person("u2"), grant.Id, last.Id, CancellationToken.None)).Ok);
        await using var db = _fixture.Store.Db();
        Assert.Contains(
            db.Journal.Where(e => e.Type == "grant.proof").Select(e => e.Data).ToList(),
            d => d.Contains(last.EvidenceHash!, StringComparison.Ordinal)
        );
        Assert.Equal(
            $"sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(xml)))}",
            last.EvidenceHash
        );
    }

    [Fact]
    public async Task Deadline_ReconcilerStopped_TheGatewayHoldsIt()
    {
        var grant = await _fixture.OpenAsync(_service.Endpoint);
        using var live = await Client.LiveAsync(grant.ConnectPort!.Value);
        _fixture.Store.Clock.Advance(grant.Duration);
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(live));
        Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(grant.ConnectPort.Value));
        Assert.Equal(GrantState.Open, (await _fixture.GrantAsync(grant.Id)).State);

        await _fixture.PassAsync();
        Assert.Equal(GrantState.Closed, (await _fixture.GrantAsync(grant.Id)).State);
    }

    [Fact]
    public async Task Overlap_TwoGrantsOfOnePerson_TheEndOfTheFirstDoesNotCutTheSecond()
    {
        var first = await _fixture.OpenAsync(_service.Endpoint, duration: TimeSpan.FromMinutes(10));
        var second = await _fixture.OpenAsync(_service.Endpoint, duration: TimeSpan.FromMinutes(20));
        using var live = await Client.LiveAsync(second.ConnectPort!.Value);
        _fixture.Store.Clock.Advance(TimeSpan.FromMinutes(10));
        await _fixture.PassAsync();
        Assert.Equal(GrantState.Closed, (await _fixture.GrantAsync(first.Id)).State);
        Assert.Equal(8, await Client.PingAsync(live, 8));
        _fixture.Store.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(live));
    }

    [Fact]
    public async Task TwoPeopleBehindOneAddress_TheLastOneOutClosesTheDoor()
    {
        var first = await _fixture.OpenAsync(_service.Endpoint, holder: "u1");
        var second = await _fixture.OpenAsync(_service.Endpoint, holder: "u2");
        using var live = await Client.LiveAsync(second.ConnectPort!.Value);
        await _fixture.Ledger.ReleaseAsync(GrantFixture.Person("u1"), first.Id, CancellationToken.None);
        await _fixture.PassAsync();
        Assert.Equal(8, await Client.PingAsync(live, 8));
        Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(first.ConnectPort!.Value));
        await _fixture.Ledger.ReleaseAsync(GrantFixture.Person("u2"), second.Id, CancellationToken.None);
        await _fixture.PassAsync();
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(live));
    }

    [Fact]
    public async Task LiveConnection_OpenedASecondBeforeTheEnd_DiesAtTheEnd()
    {
        var grant = await _fixture.OpenAsync(_service.Endpoint);
        _fixture.Store.Clock.Advance(grant.Duration - TimeSpan.FromSeconds(1));
        using var live = await Client.LiveAsync(grant.ConnectPort!.Value);
        _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(live));
    }

    [Fact]
    public async Task KillConnection_ByTheHolder_CutsThatOneAndKeepsTheGrant()
    {
        var grant = await _fixture.OpenAsync(_service.Endpoint);
        using var live = await Client.LiveAsync(grant.ConnectPort!.Value);
        var view = (await _fixture.Queries.GetAsync(GrantFixture.Person("u1"), grant.Id, CancellationToken.None)).Required();
        var after = await _fixture.Ledger.KillConnectionAsync(
            GrantFixture.Person("u1"),
            grant.Id,
            view.Connections.Single().Id,
            CancellationToken.None
        );
        Assert.Equal(GrantState.Open, after.Required().State);
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(live));
        Assert.Contains("grant.connection-killed", await _fixture.JournalAsync(grant.Id));
    }

    [Fact]
    public async Task Udp_CannotBeOpened_SaysSoAndCloses()
    {
        var id = await _fixture.ScheduleAsync(new(System.Net.IPAddress.Loopback, 53, JitPortal.Shared.TransportProtocol.Udp));
        await _fixture.PassAsync();
        await _fixture.PassAsync();
        var grant = await _fixture.GrantAsync(id);
        Assert.Equal((GrantState.Closed, ClosingReason.OpenFailed), (grant.State, grant.ClosingReason));
        Assert.Contains("TCP only", grant.ClosingNote, StringComparison.Ordinal);
    }
}
