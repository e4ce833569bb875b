using JitPortal.Enforcement.Nftables;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>What the kernel does when the portal was killed: it keeps each deadline it was told, whatever the lease.</summary>
public sealed class DeadPortalTests : IAsyncLifetime
{
    private const string Firewall = "firewall";
    private static readonly Endpoint Service = new(System.Net.IPAddress.Parse("10.77.0.5"), 5432, TransportProtocol.Tcp);
    private static readonly Endpoint Second = new(Service.Address, 5433, TransportProtocol.Tcp);
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-dead-").FullName;
    private NetworkNamespaces? _net;
    private NeighbourFixture _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await NeighbourFixture.CreateAsync(_folder, GrantStorm.Holder);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _net?.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Fact]
    public async Task Kill_FullLeaseLastsToItsDeadline_DeadManEndsWithinSeconds()
    {
        _net = NetworkNamespaces.Create("nft");
        _net.Add(Firewall);
        var full = await _store.ScheduleAsync(Service, TimeSpan.FromSeconds(25), new(["edge"], LeaseKind.Full));
        var deadMan = await _store.ScheduleAsync(Second, TimeSpan.FromMinutes(10), new(["edge"], LeaseKind.DeadMan));
        DateTimeOffset killed;
        await using (var portal = await StormProcess.StartAsync(_folder, Service, Settings))
        {
            await Eventually.TrueAsync(async () => (await _store.GrantsAsync()).All(g => g.State == GrantState.Open), "both are open", 60);
            Assert.Equal([full, deadMan], Standing());
            // Longer than the lease: it is being renewed.
            await Task.Delay(TimeSpan.FromSeconds(5));
            Assert.Equal([full, deadMan], Standing());
            await portal.KillAsync();
            killed = DateTimeOffset.UtcNow;
        }

        var deadline = (await _store.GrantsAsync()).Single(g => g.Id == full).Deadline!.Value;
        await Eventually.TrueAsync(() => Task.FromResult(!Standing().Contains(deadMan)), "the dead-man door is shut", 20);
        Assert.True(
            DateTimeOffset.UtcNow < killed + TimeSpan.FromSeconds(10),
            "The dead-man door outlived its portal by more than its lease."
        );
        Assert.True(DateTimeOffset.UtcNow > deadline || Standing().Contains(full), "The full grant ended before its deadline.");
        await Eventually.TrueAsync(() => Task.FromResult(Standing().Length == 0), "the full door is shut", 40);
        Assert.InRange(DateTimeOffset.UtcNow, deadline - TimeSpan.FromSeconds(1), deadline + TimeSpan.FromSeconds(5));
    }

    private string[] Settings =>
        [
            "--Storm:Calm=true",
            "--Enforcement:Lease=00:00:03",
            "--Enforcement:Points:0:Name=edge",
            "--Enforcement:Points:0:Kind=nftables",
            "--Enforcement:Points:0:Guards:0=10.77.0.0/24 5432-5433/tcp",
            $"--Enforcement:Points:0:NetworkNamespace={_net![Firewall]}",
        ];

    private GrantId[] Standing() =>
        [
            .. NftListing
                .Read(_net!.In(Firewall, "nft", "-j", "list", "ruleset"))
                .Elements.Where(e => e.Mark is not null)
                .OrderBy(e => e.Tuple.Port)
                .SelectMany(e => e.Mark!.Grants),
        ];
}
