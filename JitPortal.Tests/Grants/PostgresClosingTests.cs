using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Tests.Enforcement.Postgres;

namespace JitPortal.Tests.Grants;

/// <summary>Grants that a real database server holds.</summary>
[Collection(nameof(RolesCollection))]
public sealed class PostgresClosingTests(RolesServerFixture server)
{
    /// <summary>Nobody saw the role, so it is neither shut nor found open.</summary>
    [Fact]
    public async Task Released_ServerIsAway_CouldNotBeVerified_UntilItIsBack()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var roles = new RolesFixture(server);
        await using var fixture = await GrantFixture.AtAsync(roles.Point);
        fixture.Store.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        var grant = await fixture.OpenAsync(roles.Service);
        await server.StopAsync();
        try
        {
            (await fixture.Ledger.ReleaseAsync(GrantFixture.Person("u1"), grant.Id, CancellationToken.None)).Required();
            for (var i = 0; i < 3; i++)
            {
                await LaterAsync();
                var closing = await fixture.GrantAsync(grant.Id);
                Assert.Equal((GrantState.Closing, ProbeVerdict.NotComparable), (closing.State, closing.Doors[0].Proof));
                Assert.Contains("not known to be gone", closing.LastError, StringComparison.Ordinal);
            }
        }
        finally
        {
            await server.StartAsync();
        }

        await Support.Eventually.TrueAsync(
            async () =>
            {
                await LaterAsync();
                return (await fixture.GrantAsync(grant.Id)) is { State: GrantState.Closed } closed
                    && closed.Doors[0].Proof == ProbeVerdict.Proved;
            },
            "it is shut and proved when the server is back"
        );

        async Task LaterAsync()
        {
            fixture.Store.Clock.Advance(TimeSpan.FromSeconds(31));
            await fixture.PassAsync();
        }
    }
}
