using System.Net;
using JitPortal.Scanning;
using JitPortal.Shared;
using Microsoft.Extensions.Time.Testing;

namespace JitPortal.Tests.Scanning;

public sealed class ScanProgressTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Now_HostHalfWayFinished_IsHalfDoneWithAsMuchToGo()
    {
        var progress = Progress("10.0.0.0/24");
        _clock.Advance(TimeSpan.FromMinutes(1));
        progress.Finished(IPAddress.Parse("10.0.0.127"), 3);
        var now = progress.Now();
        Assert.Equal((50, 1, 3), (now.Percent, now.Hosts, now.Services));
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromMinutes(1), now.Eta);
    }

    [Fact]
    public void Now_EarlierHostFinishedLater_DoesNotRunBack()
    {
        var progress = Progress("10.0.0.0/24");
        progress.Finished(IPAddress.Parse("10.0.0.127"), 0);
        progress.Finished(IPAddress.Parse("10.0.0.3"), 0);
        Assert.Equal(50, progress.Now().Percent);
    }

    [Fact]
    public void Now_NmapSaysHundredPercentOfAStep_IsNoProgress()
    {
        var progress = Progress("10.0.0.0/24");
        _clock.Advance(TimeSpan.FromMinutes(1));
        progress.AtStep("Connect Scan", 100);
        Assert.Equal((0, null, "Connect Scan 100 %"), (progress.Now().Percent, progress.Now().Eta, progress.Now().Step));
    }

    [Fact]
    public void Now_HintedHost_IsAHintUntilItIsFinished()
    {
        var progress = Progress("10.0.0.0/24");
        progress.Hint(IPAddress.Parse("10.0.0.9"), []);
        progress.Hint(IPAddress.Parse("10.0.0.8"), []);
        progress.Finished(IPAddress.Parse("10.0.0.8"), 1);
        Assert.Equal("10.0.0.9", Assert.Single(progress.Now().Hints).Address.ToString());
    }

    [Fact]
    public void Now_LastHostFinishedButTheScanIsNot_IsNotYetAHundred()
    {
        var progress = Progress("10.0.0.7");
        progress.Finished(IPAddress.Parse("10.0.0.7"), 1);
        Assert.True(progress.Now().Percent < 100);
    }

    [Fact]
    public void Now_HostNotFinishedForLong_IsNamedWithItsLimit()
    {
        var progress = Progress("10.0.0.0/24");
        progress.Hint(IPAddress.Parse("10.0.0.7"), []);
        Assert.Null(progress.Now().Waiting);
        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("10.0.0.7 has been scanned for 6 min; it is given up after 10 min.", progress.Now().Waiting);
        progress.Finished(IPAddress.Parse("10.0.0.7"), 0);
        Assert.Null(progress.Now().Waiting);
    }

    private ScanProgress Progress(string range) =>
        new(
            ScanId.New(_clock.GetUtcNow()),
            new ScanScope([AddressRange.TryParse(range, out var r, out _) ? r : throw new FormatException(range)]),
            _clock
        );
}
