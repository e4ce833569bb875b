using System.Net;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitPortal.Tests.Grants;

/// <summary>One grant that cannot be written or read must not keep the others open.</summary>
public sealed class PoisonedGrantTests : IAsyncLifetime
{
    private static readonly Endpoint Service = new(IPAddress.Loopback, 5432, TransportProtocol.Tcp);
    private GrantFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await GrantFixture.FakeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("written")]
    [InlineData("source")]
    [InlineData("address")]
    [InlineData("unreadable")]
    public async Task Deadline_OneGrantOfManyIsDamaged_TheOthersCloseAndItIsNamed(string how)
    {
        var bad = await _fixture.OpenAsync(Service);
        var others = new List<Grant>();
        for (var i = 0; i < 5; i++)
            others.Add(await _fixture.OpenAsync(Service));
        await using (var db = _fixture.Store.Db())
            await db.Database.ExecuteSqlRawAsync(
                how switch
                {
                    "written" =>
                        "CREATE TRIGGER poison BEFORE UPDATE ON Grants WHEN NEW.rowid = (SELECT MIN(rowid) FROM Grants) BEGIN SELECT RAISE(ABORT, 'poison'); END",
                    "source" => "UPDATE Grants SET Source = 'nowhere' WHERE rowid = (SELECT MIN(rowid) FROM Grants)",
                    "address" => "UPDATE Grants SET Address = '' WHERE rowid = (SELECT MIN(rowid) FROM Grants)",
                    _ => "UPDATE Grants SET ClosingReason = 'nonsense' WHERE rowid = (SELECT MIN(rowid) FROM Grants)",
                }
            );
        _fixture.Store.Clock.Advance(bad.Duration);
        for (var i = 0; i < 3; i++)
        {
            try
            {
                await _fixture.PassAsync();
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                // What counts is how the others fare.
            }

            _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(31));
        }

        foreach (var other in others)
            Assert.Equal(GrantState.Closed, (await _fixture.GrantAsync(other.Id)).State);
        Assert.Empty(_fixture.Fake.Doors);
        var health = await _fixture.Store.Get<HealthCheckService>().CheckHealthAsync();
        Assert.Contains(
            health.Entries.Values,
            e => e.Status == HealthStatus.Unhealthy && e.Description!.Contains(bad.Id.ToString(), StringComparison.Ordinal)
        );
    }
}
