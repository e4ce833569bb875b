using JitPortal.Scanning;
using JitPortal.Scanning.Importing;
using JitPortal.Shared;
using static JitPortal.Tests.Scanning.Reading.Reading;

namespace JitPortal.Tests.Scanning;

public sealed class ScanComparisonTests
{
    [Fact]
    public async Task DiffAsync_TwoRealScans_SaysWhatOpenedClosedAndWasNotLookedAt()
    {
        await using var lab = await ScanFixture.CreateAsync();
        var web = new LoopbackServices(lab.Network);
        web.Listen(1, 8080);
        lab.Network.Listen(2, 3306);
        lab.Network.Listen(9, 8080);
        var before = await lab.EndAsync((await lab.StartAsync($"{lab.Network.Net}.0/28")).Id);
        web.Dispose();
        lab.Network.Listen(3, 5432);
        var after = await lab.EndAsync((await lab.StartAsync($"{lab.Network.Net}.0/29")).Id);
        var diff = (await lab.Desk.DiffAsync(ScanFixture.Operator, before.Id, after.Id, CancellationToken.None)).Required();
        Assert.Equal([$"{lab.Network.Net}.3:5432/tcp"], diff.Delta.Opened.Select(c => c.Service.ToString()));
        Assert.Equal([$"{lab.Network.Net}.1:8080/tcp"], diff.Delta.Closed.Select(c => c.Service.ToString()));
        Assert.Equal([$"{lab.Network.Net}.9:8080/tcp"], diff.Delta.NotAskedAgain.Select(c => c.Service.ToString()));
        Assert.Empty(diff.Caveats);
    }

    [Fact]
    public async Task DiffAsync_OutputNoLongerKept_SaysSo()
    {
        await using var lab = await ScanFixture.CreateAsync();
        var scan = await lab.EndAsync((await lab.StartAsync($"{lab.Network.Net}.1", "ping")).Id);
        lab.Store.Get<RawScans>().Delete(scan.Id);
        Assert.Equal(
            "scan-raw-gone",
            (await lab.Desk.DiffAsync(ScanFixture.Operator, scan.Id, scan.Id, CancellationToken.None)).Refusal?.Code
        );
    }

    [Fact]
    public async Task DiffAsync_LaterOneByMasscan_ItsSilenceClosesNothing()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var nmap = await ImportAsync(lab, SmallScan.Xml);
        var masscan = await ImportAsync(
            lab,
            """
            <nmaprun scanner="masscan" start="1780304500" version="1.0-BETA" xmloutputversion="1.03">
            <scaninfo type="syn" protocol="tcp" numservices="3" services="22,80,5432"/>
            <host endtime="1780304500"><address addr="10.9.0.1" addrtype="ipv4"/><ports><port protocol="tcp" portid="80"><state state="open" reason="syn-ack" reason_ttl="64"/></port></ports></host>
            <runstats><finished time="1780304501" elapsed="1"/><hosts up="1" down="0" total="1"/></runstats>
            </nmaprun>
            """
        );
        var diff = (await lab.Desk.DiffAsync(ScanFixture.Operator, nmap, masscan, CancellationToken.None)).Required();
        Assert.Empty(diff.Delta.Closed);
        Assert.Equal(2, diff.Delta.NotAskedAgain.Count);
    }

    [Theory]
    [InlineData("ack", "unfiltered", false)]
    [InlineData("ack", "unfiltered", true)]
    [InlineData("fin", "open|filtered", true)]
    [InlineData("null", "closed", false)]
    [InlineData("xmas", "filtered", true)]
    [InlineData("maimon", "closed", true)]
    public async Task DiffAsync_LaterOneCannotSeeOpen_ClosesNothingAndSaysWhy(string type, string state, bool folded)
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var first = await ImportAsync(lab, Nmap("connect", "22,80", Host("10.9.1.1", Ports(Open(22), Open(80)))));
        var ports = folded ? $"<extraports state=\"{state}\" count=\"2\"/>" : Port(22, state) + Port(80, state);
        var later = await ImportAsync(lab, Nmap(type, "22,80", Host("10.9.1.1", Ports(ports))));

        var diff = (await lab.Desk.DiffAsync(ScanFixture.Operator, first, later, CancellationToken.None)).Required();

        Assert.Empty(diff.Delta.Closed);
        Assert.Equal(2, diff.Delta.NotAskedAgain.Count);
        Assert.Contains(diff.Caveats, c => c.Contains($"“{type}”, which cannot tell open from closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DiffAsync_AnswerThatLeavesOpenPossible_IsNotCalledClosed()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var first = await ImportAsync(lab, Nmap("udp", "53,161", Host("10.9.1.1", Ports(Open(53, "udp"), Open(161, "udp"))), "udp"));
        var later = await ImportAsync(
            lab,
            Nmap("udp", "53,161", Host("10.9.1.1", Ports(Port(53, "open|filtered", "udp"), Port(161, "closed", "udp"))), "udp")
        );

        var diff = (await lab.Desk.DiffAsync(ScanFixture.Operator, first, later, CancellationToken.None)).Required();

        Assert.Equal(["10.9.1.1:161/udp"], diff.Delta.Closed.Select(c => c.Service.ToString()));
        Assert.Equal(["10.9.1.1:53/udp"], diff.Delta.NotAskedAgain.Select(c => c.Service.ToString()));
    }

    [Fact]
    public async Task DiffAsync_JoinedRuns_EachClosesOnlyWhatItAsked()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var first = await ImportAsync(
            lab,
            Nmap("syn", "22,80", Host("10.9.1.1", Ports(Open(22), Open(80))) + Host("10.9.1.2", Ports(Open(22), Open(80))))
        );
        var joined = await ImportAsync(
            lab,
            Nmap("syn", "80", Host("10.9.1.1", Ports(Open(80)))) + Nmap("syn", "22", Host("10.9.1.2", Ports(Port(22, "closed"))))
        );

        var diff = (await lab.Desk.DiffAsync(ScanFixture.Operator, first, joined, CancellationToken.None)).Required();

        Assert.Equal(["10.9.1.2:22/tcp"], diff.Delta.Closed.Select(c => c.Service.ToString()));
        Assert.Equal(["10.9.1.1:22/tcp", "10.9.1.2:80/tcp"], diff.Delta.NotAskedAgain.Select(c => c.Service.ToString()));
    }

    [Fact]
    public async Task DiffAsync_LaterRunOfTheSameFileFindsItClosed_IsClosed()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var first = await ImportAsync(lab, Nmap("syn", "22", Host("10.9.1.1", Ports(Open(22)))));
        var joined = await ImportAsync(
            lab,
            Nmap("syn", "22", Host("10.9.1.1", Ports(Open(22)))) + Nmap("syn", "22", Host("10.9.1.1", Ports(Port(22, "closed"))))
        );

        Assert.Single((await lab.Desk.DiffAsync(ScanFixture.Operator, first, joined, CancellationToken.None)).Required().Delta.Closed);
    }

    [Fact]
    public async Task DiffAsync_LaterOneWritesOpenHostsOnly_HostItLeavesOutIsClosed()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var first = await ImportAsync(lab, Nmap("syn", "22", Host("10.9.1.1", Ports(Open(22))) + Host("10.9.1.9", Ports(Open(22)))));
        var later = await ImportAsync(lab, Nmap("syn", "22", "", args: "nmap --open -p 22 10.9.1.0/29"));

        var diff = (await lab.Desk.DiffAsync(ScanFixture.Operator, first, later, CancellationToken.None)).Required();

        Assert.Equal(["10.9.1.1:22/tcp"], diff.Delta.Closed.Select(c => c.Service.ToString()));
        Assert.Equal(["10.9.1.9:22/tcp"], diff.Delta.NotAskedAgain.Select(c => c.Service.ToString()));
    }

    [Fact]
    public async Task DiffAsync_NoSuchScan_IsNotFound()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var nobody = new ScanId(Guid.NewGuid());
        Assert.Equal(
            RefusalKind.NotFound,
            (await lab.Desk.DiffAsync(ScanFixture.Operator, nobody, nobody, CancellationToken.None)).Refusal?.Kind
        );
    }

    private static string Nmap(string type, string asked, string hosts, string protocol = "tcp", string args = "nmap") =>
        $"<nmaprun scanner=\"nmap\" args=\"{args}\" start=\"1780304500\"><scaninfo type=\"{type}\" protocol=\"{protocol}\" services=\"{asked}\"/>{hosts}<runstats><finished exit=\"success\"/><hosts up=\"1\" down=\"0\" total=\"1\"/></runstats></nmaprun>\n";

    private static string Ports(params string[] ports) => $"<ports>{string.Concat(ports)}</ports>";

    private static string Open(int port, string protocol = "tcp") => Port(port, "open", protocol);

    private static string Port(int port, string state, string protocol = "tcp") =>
        $"<port protocol=\"{protocol}\" portid=\"{port}\"><state state=\"{state}\"/></port>";

    private static async Task<ScanId> ImportAsync(ScanFixture lab, string xml)
    {
        using var body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(xml));
        return (await lab.Store.Get<ScanImport>().ImportAsync(ScanFixture.Operator, body, "office", "scan.xml", CancellationToken.None))
            .Required()
            .Id;
    }
}
