using System.IO.Compression;
using System.Text;
using JitPortal.Inventory;
using JitPortal.Scanning;
using JitPortal.Scanning.Importing;
using JitPortal.Scanning.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static JitPortal.Tests.Scanning.Reading.Reading;

namespace JitPortal.Tests.Scanning.Importing;

public sealed class ScanImportTests
{
    private static readonly string Two = Run(
        "<scaninfo type=\"connect\" protocol=\"tcp\" numservices=\"2\" services=\"22,80\"/>",
        Host("10.0.0.1", Port(22, "<service name=\"ssh\"/>")),
        Host("10.0.0.2", Port(80)),
        "<runstats><finished exit=\"success\"/></runstats>"
    );

    [Fact]
    public async Task Import_CompleteFile_IsInTheInventoryWithOneEntry()
    {
        await using var store = await NewAsync();

        var scan = (await ImportAsync(store, Encoding.UTF8.GetBytes(Two), "office", "C:\\scans\\one.xml")).Required();

        Assert.Equal(
            ("Completed", "Import", "one.xml", "office", "connect", 2, 2, true),
            (scan.State, scan.Kind, scan.Target, scan.Vantage, scan.Privilege, scan.Hosts, scan.Services, scan.Complete)
        );
        await using var db = store.Db();
        Assert.Equal(2, await db.Services.CountAsync());
        var entry = await db.Journal.SingleAsync(e => e.Type == ScanImported.Type);
        Assert.Contains("\"hosts\":2", entry.Data, StringComparison.Ordinal);
        await using var raw = store.Get<RawScans>().Open(scan.Id);
        using var reader = new StreamReader(raw!);
        Assert.Equal(Two, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Import_Gzip_IsUnpackedEvenWhenCutOff()
    {
        await using var store = await NewAsync();
        var many = Encoding.UTF8.GetBytes(
            Run(Enumerable.Range(1, 200).Select(i => Host($"10.0.0.{i}", Port(i, $"<service name=\"{Guid.NewGuid()}\"/>"))).ToArray())
        );
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(many);

        Assert.Equal(200, (await ImportAsync(store, packed.ToArray(), "a")).Required().Hosts);
        var damaged = packed.ToArray();
        // Right behind the gzip header: no valid block begins with such bits, so nothing can be unpacked.
        Array.Fill(damaged, (byte)0xFF, 10, 200);
        Assert.Equal("gzip-damaged", (await ImportAsync(store, damaged, "c")).Refusal?.Code);
        var half = (await ImportAsync(store, packed.ToArray()[..((int)packed.Length / 2)], "b")).Required();

        Assert.InRange(half.Hosts, 20, 180);
        Assert.False(half.Complete);
        Assert.Single(half.Warnings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("<NessusClientData_v2/>")]
    public async Task Import_NoScan_IsRefusedAndLeavesNothing(string text)
    {
        await using var store = await NewAsync();

        var refusal = (await ImportAsync(store, Encoding.UTF8.GetBytes(text), "office")).Refusal;

        Assert.Equal(("not-nmap-xml", RefusalKind.Invalid), (refusal?.Code, refusal?.Kind));
        Assert.NotNull(refusal!.Problems[0].Line);
        await using var db = store.Db();
        Assert.Empty(await db.Scans.ToListAsync());
        Assert.Empty(Directory.GetFiles(store.Get<JitPortal.Data.PortalPaths>().Scans));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("<script>")]
    public async Task Import_BadVantage_IsRefused(string vantage)
    {
        await using var store = await NewAsync();
        Assert.Equal("vantage-invalid", (await ImportAsync(store, Encoding.UTF8.GetBytes(Two), vantage)).Refusal?.Code);
    }

    [Fact]
    public async Task Import_BodyThatBreaksOff_KeepsCompleteBatchesAndIsInterrupted()
    {
        await using var store = await NewAsync();
        var many = Encoding.UTF8.GetBytes(
            Run(Enumerable.Range(0, 1000).Select(i => Host($"10.0.{i / 250}.{i % 250}", Port(22))).ToArray())
        );
        using var broken = new BreakingStream(many[..(many.Length * 3 / 4)]);

        await Assert.ThrowsAsync<IOException>(() =>
            store.Get<ScanImport>().ImportAsync(Actor.System, broken, "office", "x.xml", CancellationToken.None)
        );

        await using var db = store.Db();
        var scan = await db.Scans.SingleAsync();
        Assert.Equal((ScanState.Interrupted, false), (scan.State, scan.Complete));
        Assert.InRange(await db.Hosts.CountAsync(), 256, 750);
        Assert.Equal(await db.Hosts.CountAsync(), await db.Services.CountAsync());
    }

    [Fact]
    public async Task Import_Masscan_ClosesNothing()
    {
        await using var store = await NewAsync();
        static string File(params int[] ports) =>
            "<nmaprun scanner=\"masscan\"><scaninfo type=\"syn\" protocol=\"tcp\" services=\"1-1000\"/>"
            + string.Concat(
                ports.Select(p =>
                    $"<host><address addr=\"10.0.0.1\" addrtype=\"ipv4\"/><ports><port protocol=\"tcp\" portid=\"{p}\"><state state=\"open\"/></port></ports></host>"
                )
            )
            + "</nmaprun>";

        await ImportAsync(store, Encoding.UTF8.GetBytes(File(22, 80)), "m");
        var scan = (await ImportAsync(store, Encoding.UTF8.GetBytes(File(80, 443)), "m")).Required();

        Assert.Equal((2, 2), (scan.Hosts, scan.Services));
        await using var db = store.Db();
        Assert.Equal(3, await db.Services.CountAsync(s => s.State == JitPortal.Inventory.Model.PortState.Open));
        Assert.Equal(1, await db.Hosts.CountAsync());
    }

    [Fact]
    public async Task Import_OlderFileAfterJoinedRuns_IsHeldAgainstTheRunThatSawTheHost()
    {
        await using var store = await NewAsync();
        var joined = Dated(1780304500, "80", Host("10.0.0.1", Port(80))) + "\n" + Dated(1780304600, "22", Host("10.0.0.2", Port(22)));
        await ImportAsync(store, Encoding.UTF8.GetBytes(joined), "office");
        // Again, so that the hosts are only touched: the run that saw them must still be known.
        await ImportAsync(
            store,
            Encoding.UTF8.GetBytes(
                joined.Replace("17803045", "17803055", StringComparison.Ordinal).Replace("17803046", "17803056", StringComparison.Ordinal)
            ),
            "office"
        );

        await ImportAsync(
            store,
            Encoding.UTF8.GetBytes(Dated(1780000000, "22,80,443", Host("10.0.0.1", Port(22)), Host("10.0.0.2", Port(80)))),
            "office"
        );

        await using var db = store.Db();
        Assert.Equal(
            ["80 Open", "22 Open", "22 Open", "80 Open"],
            (await db.Services.OrderBy(s => s.Id).ToListAsync()).Select(s => $"{s.Port} {s.State}")
        );
    }

    [Fact]
    public async Task Import_OlderFileAfterMasscan_WhichToldNothingClosed_Adds()
    {
        await using var store = await NewAsync();
        await ImportAsync(
            store,
            Encoding.UTF8.GetBytes(
                Dated(1780304500, "22,80", Host("10.0.0.1", Port(80))).Replace("\"nmap\"", "\"masscan\"", StringComparison.Ordinal)
            ),
            "office"
        );

        await ImportAsync(store, Encoding.UTF8.GetBytes(Dated(1780000000, "22,80", Host("10.0.0.1", Port(22)))), "office");

        await using var db = store.Db();
        Assert.All(await db.Services.ToListAsync(), s => Assert.Equal(JitPortal.Inventory.Model.PortState.Open, s.State));
    }

    [Fact]
    public async Task Import_WholeCorpus_IsReadOrRefusedWithASentence()
    {
        Assert.SkipUnless(Corpus.Folder is not null, Corpus.Missing);
        await using var store = await NewAsync();
        foreach (var line in File.ReadLines(Path.Combine(Corpus.Folder, "EXPECT.tsv")).Skip(1))
        {
            var row = line.Split('\t');
            var outcome = await ImportAsync(store, await File.ReadAllBytesAsync(Path.Combine(Corpus.Folder, row[0])), "corpus", row[0]);
            Assert.Equal($"{row[0]} {row[2]} {row[5]}", $"{row[0]} {outcome.Value?.Hosts ?? 0} {outcome.Value?.Services ?? 0}");
            Assert.True(outcome.Ok || outcome.Refusal.Sentence.Length > 20);
        }
    }

    private static Task<StoreFixture> NewAsync() =>
        StoreFixture.CreateAsync(b =>
        {
            b.AddInventory();
            b.Services.AddSingleton<RawScans>().AddSingleton<ScanImport>();
        });

    private static async Task<Outcome<ScanView>> ImportAsync(StoreFixture store, byte[] bytes, string vantage, string? name = null)
    {
        using var stream = new MemoryStream(bytes);
        return await store.Get<ScanImport>().ImportAsync(Actor.System, stream, vantage, name, CancellationToken.None);
    }

    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("The connection was reset.");
        }
    }

    private static string Dated(long start, string asked, params string[] hosts) =>
        Run([$"<scaninfo type=\"syn\" protocol=\"tcp\" services=\"{asked}\"/>", .. hosts])
            .Replace("<nmaprun ", $"<nmaprun start=\"{start}\" ", StringComparison.Ordinal);
}
