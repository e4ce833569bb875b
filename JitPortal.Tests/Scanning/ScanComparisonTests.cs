using JitPortal.Scanning;
using JitPortal.Scanning.Importing;
using JitPortal.Shared;

namespace JitPortal.Tests.Scanning;

public sealed class ScanComparisonTests
{
    [Fact]
    public async Task DiffAsync_TwoRealScans_SaysWhatOpenedClosedAndWasNotLookedAt()
    {
        await using var lab = await ScanLab.CreateAsync();
        var web = new LoopbackServices(lab.Network);
        web.Listen(1, 8080);
        lab.Network.Listen(2, 3306);
        lab.Network.Listen(9, 8080);
        var before = await lab.EndAsync((await lab.StartAsync($"{lab.Network.Net}.0/28")).Id);
        web.Dispose();
        lab.Network.Listen(3, 5432);
        var after = await lab.EndAsync((await lab.StartAsync($"{lab.Network.Net}.0/29")).Id);
        var diff = (await lab.Desk.DiffAsync(ScanLab.Operator, before.Id, after.Id, CancellationToken.None)).Required();
        Assert.Equal([$"{lab.Network.Net}.3:5432/tcp"], diff.Delta.Opened.Select(c => c.Service.ToString()));
        Assert.Equal([$"{lab.Network.Net}.1:8080/tcp"], diff.Delta.Closed.Select(c => c.Service.ToString()));
        Assert.Equal([$"{lab.Network.Net}.9:8080/tcp"], diff.Delta.NotAskedAgain.Select(c => c.Service.ToString()));
        Assert.Empty(diff.Caveats);
    }

    [Fact]
    public async Task DiffAsync_OutputNoLongerKept_SaysSo()
    {
        await using var lab = await ScanLab.CreateAsync();
        var scan = await lab.EndAsync((await lab.StartAsync($"{lab.Network.Net}.1", "ping")).Id);
        lab.Store.Get<RawScans>().Delete(scan.Id);
        Assert.Equal("scan-raw-gone", (await lab.Desk.DiffAsync(ScanLab.Operator, scan.Id, scan.Id, CancellationToken.None)).Refusal?.Code);
    }

    [Fact]
    public async Task DiffAsync_LaterOneByMasscan_ItsSilenceClosesNothing()
    {
        await using var lab = await ScanLab.CreateAsync(running: false);
        var nmap = await ImportAsync(lab, SmallScan.Xml);
        var masscan = await ImportAsync(lab, """
            <nmaprun scanner="masscan" start="1780304500" version="1.0-BETA" xmloutputversion="1.03">
            <scaninfo type="syn" protocol="tcp" numservices="3" services="22,80,5432"/>
            <host endtime="1780304500"><address addr="10.9.0.1" addrtype="ipv4"/><ports><port protocol="tcp" portid="80"><state state="open" reason="syn-ack" reason_ttl="64"/></port></ports></host>
            <runstats><finished time="1780304501" elapsed="1"/><hosts up="1" down="0" total="1"/></runstats>
            </nmaprun>
            """);
        var diff = (await lab.Desk.DiffAsync(ScanLab.Operator, nmap, masscan, CancellationToken.None)).Required();
        Assert.Empty(diff.Delta.Closed);
        Assert.Equal(2, diff.Delta.NotAskedAgain.Count);
    }

    [Fact]
    public async Task DiffAsync_NoSuchScan_IsNotFound()
    {
        await using var lab = await ScanLab.CreateAsync(running: false);
        var nobody = new ScanId(Guid.NewGuid());
        Assert.Equal(RefusalKind.NotFound, (await lab.Desk.DiffAsync(ScanLab.Operator, nobody, nobody, CancellationToken.None)).Refusal?.Kind);
    }

    private static async Task<ScanId> ImportAsync(ScanLab lab, string xml)
    {
        using var body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(xml));
        return (await lab.Store.Get<ScanImport>().ImportAsync(ScanLab.Operator, body, "office", "scan.xml", CancellationToken.None)).Required().Id;
    }
}
