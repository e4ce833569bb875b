using System.Buffers.Binary;
using System.Text;
using JitPortal.Grants.Model;
using JitPortal.Inventory;
using JitPortal.Inventory.Map;
using JitPortal.Shared;
using static JitPortal.Tests.Inventory.Ingest.InventoryFixture;

namespace JitPortal.Tests.Inventory.Map;

public sealed class MapTests
{
    [Fact]
    public async Task Map_AfterTwoScans_ShowsWhatTheLastOneDid()
    {
        await using var inventory = await SqliteAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh")), Up("10.0.0.2", Open(22, "ssh")), Up("10.0.0.3", Open(22, "ssh"))]);
        await inventory.ScanAsync(
            [
                Up("10.0.0.1", Open(22, "ssh")),
                Up("10.0.0.2", Open(22, "ssh"), Open(80, "http")),
                Up("10.0.0.9"),
                Up("2001:db8::1", Open(443, "https")),
            ],
            scope: "10.0.0.0/24"
        );

        var picture = (await inventory.Store.Get<InventoryQueries>().MapAsync(Actor.System, CancellationToken.None)).Required().Picture;

        Assert.Equal(["10.0.0.0/24", "2001:db8::/64"], picture.Networks.Select(n => n.Cidr));
        Assert.Equal(
            ["10.0.0.1 Up", "10.0.0.2 Up, Changed", "10.0.0.3 Gone, Changed", "10.0.0.9 Up, New"],
            picture.Networks[0].Hosts.Select(h => $"{h.A} {(MapFlags)h.F}")
        );
        Assert.Equal([1, 2, 0, 0], picture.Networks[0].Hosts.Select(h => h.N));
        Assert.Equal([0, 0, 1, 0], picture.Networks[0].Hosts.Select(h => h.H));
        var ssh = picture.Classes.ToList().FindIndex(c => c.Label == "ssh");
        Assert.Equal([true, true, false, false], picture.Networks[0].Hosts.Select(h => (h.C & (1 << ssh)) != 0));
    }

    [Fact]
    public async Task Map_Picture_IsEverybodysAndSoTellsOfNoAccess()
    {
        await using var inventory = await SqliteAsync();
        var queries = inventory.Store.Get<InventoryQueries>();
        async Task<string> TagAsync() => (await queries.MapAsync(Actor.System, CancellationToken.None)).Required().ETag;

        var empty = await TagAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"))]);
        var one = await TagAsync();
        Assert.NotEqual(empty, one);
        Assert.Equal(one, await TagAsync());
        await using (var db = inventory.Store.Db())
        {
            var grant = new Grant
            {
                Id = GrantId.New(DateTimeOffset.UnixEpoch),
                HolderId = "u",
                HolderEmail = "u@x",
                Address = "10.0.0.1",
                Port = 22,
                Source = "127.0.0.1",
                Duration = TimeSpan.FromHours(1),
                Doors = [new GrantDoor { Point = "gateway" }],
            };
            grant.BeginOpening(DateTimeOffset.UnixEpoch).Required();
            grant.ConfirmOpen("gateway", "gate", 20000, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch).Required();
            db.Grants.Add(grant);
            await db.SaveChangesAsync();
        }
        Assert.Equal(one, await TagAsync());
        var delta = (await queries.MapDeltaAsync(Actor.System, ["10.0.0.1", "10.9.9.9"], CancellationToken.None)).Required();
        Assert.Equal(MapFlags.Up | MapFlags.New, (MapFlags)Assert.Single(delta.Hosts).F);
    }

    [Fact]
    public async Task Map_Networks_HaveTheSizeThatWasScanned()
    {
        await using var inventory = await SqliteAsync();
        await using (var db = inventory.Store.Db())
        {
            db.Scans.Add(
                new JitPortal.Scanning.Model.Scan
                {
                    Id = ScanId.New(DateTimeOffset.UnixEpoch),
                    State = JitPortal.Scanning.Model.ScanState.Completed,
                    Target = "10.0.0.32/27",
                    Vantage = "office",
                    RequestedBy = "olga@example.org",
                }
            );
            await db.SaveChangesAsync();
        }
        await inventory.ScanAsync([Up("10.0.0.40", Open(22, "ssh")), Up("10.0.0.200", Open(80, "http")), Up("2001:db8::1")]);

        var queries = inventory.Store.Get<InventoryQueries>();
        var picture = (await queries.MapAsync(Actor.System, CancellationToken.None)).Required().Picture;
        var delta = (await queries.MapDeltaAsync(Actor.System, ["10.0.0.40", "10.0.0.200"], CancellationToken.None)).Required();
        var cells = (await queries.MapCellsAsync(Actor.System, "10.0.0.32/27", 0, 32, CancellationToken.None)).Required();
        var found = (await queries.MapCellsAsync(Actor.System, "10.0.0.0/24", 0, 9, CancellationToken.None)).Required();
        var unknown = await queries.MapCellsAsync(Actor.System, "10.9.0.0/24", 0, 9, CancellationToken.None);

        Assert.Equal(
            ["10.0.0.32/27 False", "10.0.0.0/24 True", "2001:db8::/64 True"],
            picture.Networks.Select(n => $"{n.Cidr} {n.FoundOnly}")
        );
        Assert.Equal([2, 1], [picture.Networks[0].Hosts[0].K, picture.Networks[1].Hosts[0].K]);
        Assert.Equal(picture.Epoch, delta.Epoch);
        Assert.Equal(
            ["10.0.0.200 -1 -1", "10.0.0.40 0 8"],
            delta.Hosts.Select((h, i) => $"{h.A} {delta.Places[2 * i]} {delta.Places[(2 * i) + 1]}").Order(StringComparer.Ordinal)
        );
        Assert.Equal((8, "10.0.0.40", 22), (cells.Hosts[0].I, cells.Hosts[0].Address, cells.Hosts[0].Ports[0].Port));
        Assert.Equal((0, "10.0.0.200"), (Assert.Single(found.Hosts).I, found.Hosts[0].Address));
        Assert.Equal(RefusalKind.NotFound, unknown.Refusal?.Kind);
    }

    [Fact]
    public void Pack_Picture_IsWhatTheFormatSays()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_795_354_746_000);
        var bytes = MapBinary
            .Pack(
                new MapPicture(
                    at,
                    [new MapClass("ssh", Sensitivity.High)],
                    [
                        new MapNetwork("10.0.0.0/24", "Büro", 4, [new MapHost("10.0.0.7", 3, 17, 1, 2, 5, 4)]),
                        new MapNetwork(
                            "2001:db8::/64",
                            "",
                            6,
                            [new MapHost("2001:db8::1", 0, 1, 0, 0, 0, 0), new MapHost("2001:db8::ff", 1, 2, 0, 70_000 & 0xFFFF, 9, 0)]
                        ),
                    ]
                )
            )
            .AsSpan();

        Assert.Equal("JPM1", Encoding.ASCII.GetString(bytes[..4]));
        Assert.Equal((40, 32, 12), (BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]), bytes[6], bytes[7]));
        Assert.Equal(
            (2, 3, 2, 1),
            (
                BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
                bytes[20]
            )
        );
        Assert.Equal(at.ToUnixTimeMilliseconds(), BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]));
        var network = bytes[40..];
        Assert.Equal("00000000000000000000ffff0a000000", Convert.ToHexStringLower(network[..16]));
        Assert.Equal(
            (24, 4, 0, 1),
            (
                network[16],
                network[17],
                BinaryPrimitives.ReadInt32LittleEndian(network[20..]),
                BinaryPrimitives.ReadInt32LittleEndian(network[24..])
            )
        );
        Assert.Equal(
            (64, 6, 1, 2),
            (
                network[48],
                network[49],
                BinaryPrimitives.ReadInt32LittleEndian(network[52..]),
                BinaryPrimitives.ReadInt32LittleEndian(network[56..])
            )
        );
        var host = bytes[(40 + 64)..];
        Assert.Equal("070003110100020005000400", Convert.ToHexStringLower(host[..12]));
        var ids = host[36..];
        Assert.Equal((1UL, 0xFFUL), (BinaryPrimitives.ReadUInt64LittleEndian(ids), BinaryPrimitives.ReadUInt64LittleEndian(ids[8..])));
        var classes = ids[16..];
        var strings = classes[8..];
        Assert.Equal("ssh", Text(strings, BinaryPrimitives.ReadInt32LittleEndian(classes[4..])));
        Assert.Equal("Büro", Text(strings, BinaryPrimitives.ReadInt32LittleEndian(network[28..])));
        Assert.Equal(strings.Length, BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]));
    }

    private static string Text(ReadOnlySpan<byte> strings, int at) =>
        Encoding.UTF8.GetString(strings.Slice(at + 2, BinaryPrimitives.ReadUInt16LittleEndian(strings[at..])));
}
