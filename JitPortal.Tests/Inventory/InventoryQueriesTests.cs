using JitPortal.Inventory;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using JitPortal.Tests.Inventory.Ingest;
using static JitPortal.Tests.Inventory.Ingest.InventoryFixture;

namespace JitPortal.Tests.Inventory;

/// <summary>Searching, the same on both databases.</summary>
public abstract class InventoryQueriesTests
{
    private protected abstract Task<InventoryFixture> NewAsync();

    [Fact]
    public async Task Services_EveryFilter_FindsWhatItSays()
    {
        await using var inventory = await FilledAsync();
        (string Q, string Found)[] asked =
        [
            ("", "10.0.0.1:22 10.0.0.1:5432 10.0.0.2:80 10.1.0.1:22 2001:db8::1:443"),
            ("port:22", "10.0.0.1:22 10.1.0.1:22"),
            ("port:1-100", "10.0.0.1:22 10.0.0.2:80 10.1.0.1:22"),
            ("net:10.0.0.0/24", "10.0.0.1:22 10.0.0.1:5432 10.0.0.2:80"),
            ("2001:db8::/64", "2001:db8::1:443"),
            ("2001:db8::2", ""),
            ("service:postgres*", "10.0.0.1:5432"),
            ("service:ssh net:10.1.0.0/16", "10.1.0.1:22"),
            ("openssh", "10.0.0.1:22"),
            ("OPENSSH up:yes", "10.0.0.1:22"),
            ("db-one", "10.0.0.1:22 10.0.0.1:5432"),
            ("db-one post", "10.0.0.1:5432"),
            ("DB-ONE", "10.0.0.1:22 10.0.0.1:5432"),
            ("10.1.", "10.1.0.1:22"),
            ("100%", ""),
            ("state:closed", ""),
            ("cve:yes", ""),
        ];
        foreach (var (q, found) in asked)
        {
            var page = (
                await inventory
                    .Store.Get<InventoryQueries>()
                    .ServicesAsync(Actor.System, new ServiceFilter { Q = q }, CancellationToken.None)
            ).Required();
            Assert.Equal((q, found), (q, string.Join(' ', page.Items.Select(s => $"{s.Address}:{s.Port}"))));
            Assert.Equal(page.Items.Count, page.Total);
        }
    }

    /// <summary>Two places with the same private network: neither's scan finds, closes or renames what the other's saw.</summary>
    [Fact]
    public async Task SameAddressAtTwoSites_IsTwoHostsThatKnowNothingOfEachOther()
    {
        await using var inventory = await NewAsync();
        await using (var db = inventory.Store.Db())
        {
            db.Sites.Add(new Site { Name = "north" });
            await db.SaveChangesAsync();
        }

        static HostRecord Seen(string mac, string name, PortRecord port) =>
            new()
            {
                Address = System.Net.IPAddress.Parse("10.40.8.5"),
                OtherAddresses = [System.Net.IPAddress.Parse("10.40.9.5")],
                State = SeenState.Up,
                Mac = mac,
                Hostnames = [name],
                Ports = [port],
            };
        await inventory.ScanAsync([Seen("02:00:00:00:00:0A", "db.a.example", Open(22, "ssh"))], "1-1000", "a", "10.40.8.0/24");
        await inventory.ScanAsync(
            [Seen("02:00:00:00:00:0B", "web.b.example", Open(80, "http"))],
            "1-1000",
            "b",
            "10.40.8.0/24",
            site: "north"
        );
        await inventory.ScanAsync([Seen("02:00:00:00:00:0A", "db.a.example", Open(22, "ssh"))], "1-1000", "a", "10.40.8.0/24");

        var queries = inventory.Store.Get<InventoryQueries>();
        foreach (var (site, mac, name, port) in new[] { ("main", "0A", "db.a.example", 22), ("north", "0B", "web.b.example", 80) })
        {
            foreach (var address in new[] { "10.40.8.5", "10.40.9.5" })
            {
                var detail = (await queries.HostAsync(Actor.System, address, CancellationToken.None, site: site)).Required();
                Assert.Equal((site, $"02:00:00:00:00:{mac}", name), (detail.Host.Site, detail.Host.Mac, detail.Host.Hostnames.Single()));
                Assert.Equal((port, "open"), (detail.Services.Single().Port, detail.Services.Single().State));
                Assert.Equal(["HostFound"], detail.Changes.Select(c => c.Kind));
            }

            var found = await queries.ServicesAsync(
                Actor.System,
                new ServiceFilter { Q = $"site:{site.ToUpperInvariant()}" },
                CancellationToken.None
            );
            Assert.Equal([port], found.Required().Items.Select(s => s.Port));
            var hosts = await queries.HostsAsync(
                Actor.System,
                new HostFilter { Net = "10.40.8.0/24", Site = site },
                CancellationToken.None
            );
            Assert.Equal([mac], hosts.Required().Items.Select(h => h.Mac![^2..]));
        }

        var unsaid = await queries.HostAsync(Actor.System, "10.40.8.5", CancellationToken.None);
        Assert.Equal("address-ambiguous", unsaid.Refusal?.Code);
        Assert.Contains("write main/10.40.8.5 or north/10.40.8.5", unsaid.Refusal!.Sentence, StringComparison.Ordinal);
        Assert.True((await queries.HostAsync(Actor.System, "north/10.40.8.5", CancellationToken.None)).Ok);
        var elsewhere = await queries.HostAsync(Actor.System, "10.40.8.5", CancellationToken.None, site: "south");
        Assert.Contains("there is main and north", elsewhere.Refusal?.Sentence, StringComparison.Ordinal);
        Assert.Equal(2, (await queries.HostsAsync(Actor.System, new HostFilter(), CancellationToken.None)).Required().Total);
        var map = (await queries.MapAsync(Actor.System, CancellationToken.None)).Required().Picture;
        Assert.Equal(["main 10.40.8.5", "north north/10.40.8.5"], map.Networks.Select(n => $"{n.Site} {n.Hosts.Single().A}"));
    }

    /// <summary>Block by block, also where a block ends between two services of one host, and where the last is just full.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(100)]
    public async Task Export_InBlocksOfAnySize_HoldsEachServiceOnce(int block)
    {
        await using var inventory = await FilledAsync();
        foreach (
            var (q, found) in new[]
            {
                ("", "10.0.0.1:22 10.0.0.1:5432 10.0.0.2:80 10.1.0.1:22 2001:db8::1:443"),
                ("port:22", "10.0.0.1:22 10.1.0.1:22"),
            }
        )
        {
            var export = (await inventory.Store.Get<InventoryQueries>().ExportAsync(Actor.System, q, CancellationToken.None)).Required();
            export.Block = block;
            var lines = await export.LinesAsync(CancellationToken.None).ToListAsync();
            Assert.Equal(found, string.Join(' ', lines.Select(l => $"{l.Address}:{l.Port}")));
            var listed = (
                await inventory
                    .Store.Get<InventoryQueries>()
                    .ServicesAsync(Actor.System, new ServiceFilter { Q = q }, CancellationToken.None)
            ).Required();
            Assert.Equal(
                listed.Items.Select(s => (s.Name, s.LastSeen, string.Join("; ", s.Findings.Select(f => $"{f.Name} ({f.Severity})")))),
                lines.Select(l => (l.Name, l.LastSeen, l.Findings))
            );
        }
    }

    [Theory]
    [InlineData("port", "10.0.0.1:22 10.1.0.1:22 10.0.0.2:80 2001:db8::1:443 10.0.0.1:5432")]
    [InlineData("-port", "10.0.0.1:5432 2001:db8::1:443 10.0.0.2:80 10.1.0.1:22 10.0.0.1:22")]
    [InlineData("-Address", "2001:db8::1:443 10.1.0.1:22 10.0.0.2:80 10.0.0.1:5432 10.0.0.1:22")]
    public async Task Services_Sort_IsTheListedOne(string sort, string order)
    {
        await using var inventory = await FilledAsync();
        var page = (
            await inventory
                .Store.Get<InventoryQueries>()
                .ServicesAsync(Actor.System, new ServiceFilter { Sort = sort }, CancellationToken.None)
        ).Required();
        Assert.Equal(order, string.Join(' ', page.Items.Select(s => $"{s.Address}:{s.Port}")));
    }

    [Fact]
    public async Task Services_SortThatIsNone_IsRefusedWithWhatThereIs()
    {
        await using var inventory = await FilledAsync();
        var refused = (
            await inventory
                .Store.Get<InventoryQueries>()
                .ServicesAsync(Actor.System, new ServiceFilter { Sort = "drop table" }, CancellationToken.None)
        ).Refusal;
        Assert.Equal("sort-unknown", refused?.Code);
    }

    [Fact]
    public async Task Services_SortByLastSeen_CountsRepeats()
    {
        await using var inventory = await NewAsync();
        var first = Up("10.0.0.1", Open(22, "ssh"));
        await inventory.ScanAsync([first]);
        await inventory.ScanAsync([Up("10.0.0.2", Open(22, "ssh"))]);
        await inventory.ScanAsync([first]);

        var page = (
            await inventory
                .Store.Get<InventoryQueries>()
                .ServicesAsync(Actor.System, new ServiceFilter { Sort = "-lastSeen" }, CancellationToken.None)
        ).Required();

        Assert.Equal(["10.0.0.1", "10.0.0.2"], page.Items.Select(s => s.Address));
        Assert.Equal(
            [inventory.Store.Clock.GetUtcNow(), inventory.Store.Clock.GetUtcNow().AddHours(-1)],
            page.Items.Select(s => s.LastSeen)
        );
    }

    [Fact]
    public async Task Services_Pages_JoinToTheWhole()
    {
        await using var inventory = await FilledAsync();
        var queries = inventory.Store.Get<InventoryQueries>();
        var all = new List<long>();
        string? after = null;
        do
        {
            var page = (
                await queries.ServicesAsync(Actor.System, new ServiceFilter { After = after, Limit = 2 }, CancellationToken.None)
            ).Required();
            Assert.Equal(5, page.Total);
            all.AddRange(page.Items.Select(s => s.Id));
            after = page.Next;
        } while (after is not null);
        Assert.Equal((5, 5), (all.Count, all.Distinct().Count()));
    }

    [Fact]
    public async Task Hosts_ByTheirServicesOrNames_AreFound()
    {
        await using var inventory = await FilledAsync();
        var queries = inventory.Store.Get<InventoryQueries>();
        async Task<string> FindAsync(string q) =>
            string.Join(
                ' ',
                (await queries.HostsAsync(Actor.System, new HostFilter { Q = q }, CancellationToken.None))
                    .Required()
                    .Items.Select(h => h.Address)
            );

        Assert.Equal("10.0.0.1 10.0.0.2 10.1.0.1 2001:db8::1", await FindAsync(""));
        Assert.Equal("10.0.0.1 10.1.0.1", await FindAsync("port:22"));
        Assert.Equal("10.0.0.1", await FindAsync("db-one"));
        Assert.Equal("10.0.0.1 10.0.0.2", await FindAsync("net:10.0.0.0/24"));
    }

    [Fact]
    public async Task Host_Detail_HoldsEverything()
    {
        await using var inventory = await FilledAsync();
        await inventory.ScanAsync(
            [Up("10.0.0.1", Open(22, "ssh", "OpenSSH", "9.6", new ScriptRecord("banner", "hello", 5, [])))],
            asked: "22"
        );
        var queries = inventory.Store.Get<InventoryQueries>();

        var detail = (await queries.HostAsync(Actor.System, "10.0.0.1", CancellationToken.None)).Required();

        Assert.Equal(
            ("ipv4", "Up", 2, "db-one.example"),
            (detail.Host.Family, detail.Host.State, detail.Host.Services, detail.Host.Hostnames[0])
        );
        Assert.Equal([22, 5432], detail.Services.Select(s => s.Port));
        Assert.Equal(("banner", "22/tcp"), (detail.Scripts[0].Name, detail.Scripts[0].Port));
        Assert.Equal(["ServiceChanged", "HostFound"], detail.Changes.Select(c => c.Kind));
        Assert.Equal("host-unknown", (await queries.HostAsync(Actor.System, "10.9.9.9", CancellationToken.None)).Refusal?.Code);
        Assert.Equal("open", (await queries.ServiceAsync(Actor.System, detail.Services[0].Id, CancellationToken.None)).Required().State);
        Assert.Equal("service-unknown", (await queries.ServiceAsync(Actor.System, 999_999, CancellationToken.None)).Refusal?.Code);
    }

    private async Task<InventoryFixture> FilledAsync()
    {
        var inventory = await NewAsync();
        var named = Up("10.0.0.1", Open(22, "ssh", "OpenSSH", "9.2"), Open(5432, "postgresql"));
        named.Hostnames = ["db-one.example"];
        await inventory.ScanAsync([
            Up("2001:db8::1", Open(443, "https")),
            Up("10.1.0.1", Open(22, "ssh")),
            named,
            Up("10.0.0.2", Open(80, "http")),
        ]);
        return inventory;
    }
}
