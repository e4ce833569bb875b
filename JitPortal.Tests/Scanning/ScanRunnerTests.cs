using JitPortal.Live;
using JitPortal.Scanning;
using JitPortal.Scanning.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Scanning;

public sealed class ScanRunnerTests
{
    [Fact]
    public async Task StartAsync_QuickScan_FindsWhatListensAndSaysHowItLooked()
    {
        await using var lab = await ScanFixture.CreateAsync();
        lab.Network.Listen(5, 8080);
        lab.Network.Listen(9, 3306);
        var queued = await lab.StartAsync($"{lab.Network.Net}.0/28");
        Assert.Equal(("Queued", 16L), (queued.State, queued.ScopeHosts));
        var end = await lab.EndAsync(queued.Id);
        Assert.Equal(("Completed", true, 16, 2, 100d), (end.State, end.Complete, end.Hosts, end.Services, end.Percent));
        Assert.Equal(("connect", "portal", "olga@example.org"), (end.Privilege, end.Vantage, end.RequestedBy));
        Assert.Contains("-iL -", end.Args);
        Assert.Matches(@"^\d+\.\d+$", end.NmapVersion);
        await using var db = lab.Store.Db();
        Assert.Equal(16, await db.Hosts.CountAsync());
        Assert.Equal([3306, 8080], await db.Services.OrderBy(s => s.Port).Select(s => s.Port).ToListAsync());
        Assert.Equal(
            ["scan.queued", "scan.started", "scan.finished"],
            await db.Journal.OrderBy(e => e.Seq).Select(e => e.Type).ToListAsync()
        );
    }

    [Fact]
    public async Task StartAsync_VersionScan_GivesHintsAndWholeHostsBeforeItsEnd()
    {
        await using var lab = await ScanFixture.CreateAsync(new() { ["Scanning:HostGroup"] = "4" });
        lab.Network.Listen(14, 8080);
        var scan = await lab.StartAsync($"{lab.Network.Net}.0/28", "standard");
        var seen = await Eventually.GetAsync(
            () => Task.FromResult(lab.Store.Get<LiveScans>().Find(scan.Id) is { Hints.Count: > 0, Hosts: > 0 } live ? live : null),
            "hints of hosts in work beside finished ones"
        );
        Assert.Equal("Running", (await lab.GetAsync(scan.Id)).State);
        Assert.InRange(seen.Percent, 1, 99.9);
        Assert.All(seen.Hints, h => Assert.StartsWith(lab.Network.Net, h.Address.ToString()));
        Assert.Equal("Completed", (await lab.EndAsync(scan.Id)).State);
        Assert.Null(lab.Store.Get<LiveScans>().Find(scan.Id));
    }

    [Fact]
    public async Task CancelAsync_RunningScan_KeepsItsCompleteHosts()
    {
        await using var lab = await ScanFixture.CreateAsync(new() { ["Scanning:HostGroup"] = "4" });
        lab.Network.Listen(1, 8080, "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n");
        lab.Network.Listen(200, 8080);
        lab.Network.Listen(201, 3306);
        var scan = await lab.StartAsync($"{lab.Network.Net}.0/24", "standard");
        await Eventually.TrueAsync(() => lab.Store.Get<LiveScans>().Find(scan.Id) is { Hosts: > 4 }, "some hosts are complete");
        Assert.True((await lab.Desk.CancelAsync(ScanFixture.Operator, scan.Id, CancellationToken.None)).Ok);
        var end = await lab.EndAsync(scan.Id);
        Assert.Equal(("Cancelled", false), (end.State, end.Complete));
        Assert.InRange(end.Hosts, 5, 255);
        await using (var inventory = lab.Store.Db())
            Assert.Equal(end.Hosts, await inventory.Hosts.CountAsync());
        Assert.InRange(end.Percent, 1, 99.9);
        await using var db = lab.Store.Db();
        Assert.Equal(
            "scan.cancelled by olga@example.org",
            await db.Journal.Where(e => e.Type == ScanCancelled.Type).Select(e => e.Type + " by " + e.Actor).SingleAsync()
        );
        Assert.Contains("Cancelled", await db.Journal.Where(e => e.Type == ScanFinished.Type).Select(e => e.Data).SingleAsync());
    }

    [Fact]
    public async Task CancelAsync_WaitingScan_NeverRuns()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var scan = await lab.StartAsync($"{lab.Network.Net}.1");
        Assert.Equal("Cancelled", (await lab.Desk.CancelAsync(ScanFixture.Operator, scan.Id, CancellationToken.None)).Required().State);
        Assert.Equal("scan-over", (await lab.Desk.CancelAsync(ScanFixture.Operator, scan.Id, CancellationToken.None)).Refusal?.Code);
        await lab.Runner.StartAsync(CancellationToken.None);
        var next = await lab.StartAsync($"{lab.Network.Net}.2");
        await lab.EndAsync(next.Id);
        Assert.Null((await lab.GetAsync(scan.Id)).StartedAt);
    }

    [Fact]
    public async Task StartAsync_OneAtATime_TheSecondWaitsForTheFirst()
    {
        await using var lab = await ScanFixture.CreateAsync();
        lab.Network.Listen(1, 8080);
        var first = await lab.StartAsync($"{lab.Network.Net}.1", "standard");
        await Eventually.TrueAsync(() => lab.Runner.Runs(first.Id), "the first runs");
        var second = await lab.StartAsync($"{lab.Network.Net}.2", "ping");
        var third = await lab.Desk.StartAsync(ScanFixture.Operator, new StartScan($"{lab.Network.Net}.2", "ping"), CancellationToken.None);
        Assert.Equal("scan-waiting", third.Refusal?.Code);
        var (a, b) = (await lab.EndAsync(first.Id), await lab.EndAsync(second.Id));
        Assert.True(a.FinishedAt <= b.StartedAt, "They overlapped.");
    }

    [Fact]
    public async Task StartAsync_TwoAtOnceAllowedButOverTheSameAddress_DoNotOverlap()
    {
        await using var lab = await ScanFixture.CreateAsync(new() { ["Scanning:Parallelism"] = "2" });
        lab.Network.Listen(1, 8080);
        var first = await lab.StartAsync($"{lab.Network.Net}.1", "standard");
        await Eventually.TrueAsync(() => lab.Runner.Runs(first.Id), "the first runs");
        var same = await lab.StartAsync($"{lab.Network.Net}.0/30", "ping");
        var other = await lab.StartAsync($"{lab.Network.Net}.8/30", "ping");
        var ends = (await lab.EndAsync(other.Id), await lab.EndAsync(first.Id), await lab.EndAsync(same.Id));
        Assert.True(ends.Item1.FinishedAt < ends.Item2.FinishedAt, "The scan of other addresses waited for nothing.");
        Assert.True(ends.Item3.StartedAt >= ends.Item2.FinishedAt, "Two scans ran over one address.");
    }

    [Fact]
    public async Task StartAsync_AfterAKill_MarksWhatRanAsInterruptedAndRunsWhatWaited()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var killed = await lab.StartAsync($"{lab.Network.Net}.1");
        var waiting = await lab.StartAsync($"{lab.Network.Net}.2", "ping");
        await using (var db = lab.Store.Db())
            await db
                .Scans.Where(s => s.Id == killed.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.State, ScanState.Running).SetProperty(x => x.Hosts, 7));
        await lab.Runner.StartAsync(CancellationToken.None);
        var (a, b) = (await lab.EndAsync(killed.Id), await lab.EndAsync(waiting.Id));
        Assert.Equal(("Interrupted", false, 7), (a.State, a.Complete, a.Hosts));
        Assert.Contains("The portal ended", a.Error);
        Assert.Equal("Completed", b.State);
    }

    [Fact]
    public async Task StopAsync_WhileAScanRuns_StopsNmapAndMarksItInterrupted()
    {
        await using var lab = await ScanFixture.CreateAsync(new() { ["Scanning:HostGroup"] = "4" });
        lab.Network.Listen(200, 8080);
        var scan = await lab.StartAsync($"{lab.Network.Net}.0/24", "standard");
        await Eventually.TrueAsync(() => lab.Store.Get<LiveScans>().Find(scan.Id) is { Hosts: > 0 }, "some hosts are complete");
        await lab.Runner.StopAsync(CancellationToken.None);
        var end = await lab.GetAsync(scan.Id);
        Assert.Equal("Interrupted", end.State);
        Assert.InRange(end.Hosts, 1, 255);
    }

    [Theory]
    [InlineData("10.0.0.1", "not within the ranges")]
    [InlineData("127.77.0.1 -oN/tmp/never", "looks like an option")]
    [InlineData("127.77.0.1\n--script=/tmp/x", "looks like an option")]
    [InlineData("127.77.0.0/15", "not within the ranges")]
    public async Task StartAsync_TargetThatMayNotBe_IsRefusedAndNothingIsQueued(string target, string words)
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var outcome = await lab.Desk.StartAsync(ScanFixture.Operator, new StartScan(target, "quick"), CancellationToken.None);
        Assert.Contains(words, outcome.Refusal?.Sentence);
        await using var db = lab.Store.Db();
        Assert.False(await db.Scans.AnyAsync());
    }

    [Fact]
    public async Task StartAsync_ProfileThatIsNone_IsRefused()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var outcome = await lab.Desk.StartAsync(ScanFixture.Operator, new StartScan("127.77.0.1", "--script vuln"), CancellationToken.None);
        Assert.Equal("scan-profile", outcome.Refusal?.Code);
    }

    [Fact]
    public async Task StartAsync_NmapMissing_IsUnavailableWithItsFix()
    {
        await using var lab = await ScanFixture.CreateAsync(new() { ["Scanning:NmapPath"] = "/nowhere/nmap" }, running: false);
        var outcome = await lab.Desk.StartAsync(ScanFixture.Operator, new StartScan("127.77.0.1", "ping"), CancellationToken.None);
        Assert.Equal(RefusalKind.Unavailable, outcome.Refusal?.Kind);
        Assert.Contains("apt install nmap", outcome.Refusal?.Sentence);
    }

    [Fact]
    public async Task StartAsync_AllowListBecameNarrowerWhileItWaited_FailsWithTheReason()
    {
        await using var lab = await ScanFixture.CreateAsync(running: false);
        var scan = await lab.StartAsync($"{lab.Network.Net}.1");
        lab.Store.Get<Microsoft.Extensions.Options.IOptions<ScanningOptions>>().Value.AllowedRanges.Clear();
        await lab.Runner.StartAsync(CancellationToken.None);
        var end = await lab.EndAsync(scan.Id);
        Assert.Equal("Failed", end.State);
        Assert.Contains("Scanning:AllowedRanges", end.Error);
    }

    [Fact]
    public async Task StartAsync_NmapThatFails_IsFailedWithItsOwnReason()
    {
        var folder = Directory.CreateTempSubdirectory("nmap-fails");
        try
        {
            var nmap = ShellProgram.Write(
                folder,
                "[ \"$1\" = --version ] && echo 'Nmap version 7.95 ( https://nmap.org )' && exit 0; echo 'Failed to open normal output file /x for writing' >&2; echo QUITTING! >&2; exit 1"
            );
            await using var lab = await ScanFixture.CreateAsync(new() { ["Scanning:NmapPath"] = nmap });
            var scan = await lab.StartAsync($"{lab.Network.Net}.1");
            var end = await lab.EndAsync(scan.Id);
            Assert.Equal(("Failed", false), (end.State, end.Complete));
            Assert.Equal("Nmap could not do it: Failed to open normal output file /x for writing.", end.Error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Whoever answers, or stands between, names hosts that nobody asked for.</summary>
    [Fact]
    public async Task StartAsync_HostsOutsideOfTheTarget_AreNotKeptAndSaid()
    {
        var folder = Directory.CreateTempSubdirectory("nmap-strangers");
        try
        {
            static string Host(string address, string more = "") =>
                $"<host><status state=\"up\"/><address addr=\"{address}\" addrtype=\"ipv4\"/>{more}<ports><port protocol=\"tcp\" portid=\"22\"><state state=\"open\"/></port></ports></host>";
            var nmap = ShellProgram.Write(
                folder,
                $"[ \"$1\" = --version ] && echo 'Nmap version 7.95 ( https://nmap.org )' && exit 0; cat {folder.FullName}/out.xml"
            );
            await using var lab = await ScanFixture.CreateAsync(new() { ["Scanning:NmapPath"] = nmap });
            var xml = $"""
                <nmaprun scanner="nmap" version="7.95">
                {Host($"{lab.Network.Net}.1", """<address addr="203.0.113.9" addrtype="ipv4"/>""")}
                {Host("10.9.9.9")}{Host("10.9.9.10")}{Host($"{lab.Network.Net}.3")}
                <host><status state="down"/><address addr="10.9.9.11" addrtype="ipv4"/></host>
                <runstats><finished exit="success"/></runstats></nmaprun>
                """;
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "out.xml"), xml);
            var scan = await lab.StartAsync($"{lab.Network.Net}.0/31");
            var end = await lab.EndAsync(scan.Id);

            Assert.Equal("Completed", end.State);
            await using var db = lab.Store.Db();
            Assert.Equal([$"{lab.Network.Net}.1"], await db.Hosts.Select(h => h.Address).ToListAsync());
            Assert.DoesNotContain(
                await db.HostAddresses.Select(a => a.Address).ToListAsync(),
                a => a.StartsWith("203.", StringComparison.Ordinal)
            );
            Assert.Contains(
                end.Warnings,
                w =>
                    w.Sentence
                    == $"5 addresses outside of the scan's target came back and were not kept: 203.0.113.9, 10.9.9.9, 10.9.9.10, {lab.Network.Net}.3, 10.9.9.11."
            );
            Assert.Equal(1, end.Hosts);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task StartAsync_WallTimeout_StopsItAndSaysSo()
    {
        await using var lab = await ScanFixture.CreateAsync(new() { ["Scanning:WallTimeout"] = "00:00:02" });
        lab.Network.Listen(1, 8080);
        var scan = await lab.StartAsync($"{lab.Network.Net}.1", "standard");
        var end = await lab.EndAsync(scan.Id);
        Assert.Equal("Failed", end.State);
        Assert.Contains("Scanning:WallTimeout", end.Error);
    }

    [Fact]
    public async Task StartAsync_ListeningPage_IsToldOfProgressAndEnd()
    {
        await using var lab = await ScanFixture.CreateAsync();
        using var page = lab.Store.Get<LiveBus>().Subscribe("test", Topic.Scans);
        var scan = await lab.StartAsync($"{lab.Network.Net}.0/24");
        await lab.EndAsync(scan.Id);
        var told = 0;
        while (page.Messages.TryRead(out var message))
            told += message.Id == scan.Id.ToString() ? 1 : 0;
        Assert.True(told >= 4, $"Queued, started, at least one flush and finished; heard {told}.");
    }
}
