using JitPortal.Scanning;
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
    public async Task DiffAsync_NoSuchScan_IsNotFound()
    {
        await using var lab = await ScanLab.CreateAsync(running: false);
        var nobody = new ScanId(Guid.NewGuid());
        Assert.Equal(RefusalKind.NotFound, (await lab.Desk.DiffAsync(ScanLab.Operator, nobody, nobody, CancellationToken.None)).Refusal?.Kind);
    }
}
