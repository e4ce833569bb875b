using System.Diagnostics;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Model;
using JitPortal.Tests.Enforcement.Gateway.OnePort;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Gateway;

public sealed class GatewayCheckTests
{
    [Fact]
    public async Task Check_AllSet_NothingIsMissing()
    {
        await using var fixture = new GatewayFixture(configure: o =>
            (o.Listen, o.Egress, o.ProbeFrom, o.MaxConnections) = ("127.0.0.1", "127.0.0.66", "127.0.0.77", 100)
        );
        Assert.All(await fixture.Point.CheckAsync(CancellationToken.None), c => Assert.True(c.Ok, c.Seen));
    }

    [Fact]
    public async Task Check_AllWrong_EachHasAFix()
    {
        await using var fixture = new GatewayFixture(configure: o =>
            (o.Listen, o.Egress, o.ProbeFrom, o.MaxConnections, o.Ports) = (
                "203.0.113.231",
                "203.0.113.232",
                "203.0.113.233",
                1_000_000_000,
                "30000-40000"
            )
        );
        var wrong = (await fixture.Point.CheckAsync(CancellationToken.None)).Where(c => !c.Ok).ToList();
        Assert.All(wrong, c => Assert.NotNull(c.Fix));
        string[] expected = OperatingSystem.IsLinux()
            ?
            [
                "Listening address",
                "Ports apart from outgoing connections",
                "Open files",
                "Address towards services",
                "Direct path can be tried",
            ]
            : ["Listening address", "Address towards services", "Direct path can be tried"];
        Assert.Equal(expected, wrong.Select(c => c.Name));
    }

    [Fact]
    public async Task Check_StrangersInTheRange_AreNamedAndDoorsCounted()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(configure: o => o.Ports = "21600-21602");
        using var stranger = ListeningSocket.Open(System.Net.IPAddress.Loopback, 21601, dualMode: false, 1);
        await fixture.OpenAsync(service);
        await fixture.OpenAsync(service);
        var check = (await fixture.Point.CheckAsync(CancellationToken.None)).Single(c => c.Name == "Free ports");
        Assert.False(check.Ok);
        Assert.Equal("0 of 21600-21602 are free, 2 are used by grants, 1 belong to other programs (21601).", check.Seen);
    }

    [Fact]
    public async Task Check_OnePortTaken_SaysSoAndListensOnceItIsFree()
    {
        var time = new JumpingClock();
        using var stranger = ListeningSocket.Open(System.Net.IPAddress.IPv6Any, 19_500, dualMode: true, 1);
        await using var fixture = new GatewayFixture(time, o => o.ConnectPort = 19_500);
        await fixture.ApplyAsync();
        Assert.False((await OnePortCheckAsync(fixture)).Ok);
        stranger.Dispose();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await OnePortCheckAsync(fixture)).Ok);
    }

    [Fact]
    public async Task Words_OnePort_TellWhatATokenIsWorth()
    {
        await using var plain = new GatewayFixture();
        await using var pinned = await OnePortFixture.StartAsync();
        await using var free = await OnePortFixture.StartAsync(configure: o => o.ConnectPinsSource = false);
        Assert.DoesNotContain(plain.Point.Capabilities.Sentences, s => s.Contains("token", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(pinned.Point.Capabilities.Sentences, s => s.Contains("as well", StringComparison.Ordinal));
        Assert.Contains(free.Point.Capabilities.Sentences, s => s.Contains("from any address", StringComparison.Ordinal));
        Assert.Contains(free.Point.Capabilities.Sentences, s => s.Contains("readable", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10.0.0.5")]
    [InlineData("2001:db8::5")]
    public async Task Snippet_Nftables_IsWhatNftTakes(string egress)
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/nft"), "nftables is not installed.");
        await using var fixture = new GatewayFixture(configure: o => o.Egress = egress);
        var snippet = fixture.Point.Snippets.Single(s => s.Title.Contains("nftables", StringComparison.Ordinal));
        var start = new ProcessStartInfo("unshare", ["--map-root-user", "--net", "/usr/sbin/nft", "-f", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var nft = Process.Start(start)!;
        // Twice: loading it again must not fail either.
        await nft.StandardInput.WriteAsync(snippet.Text + snippet.Text);
        nft.StandardInput.Close();
        var said = await nft.StandardError.ReadToEndAsync();
        await nft.WaitForExitAsync();
        Assert.SkipWhen(said.Contains("unshare", StringComparison.Ordinal), $"No namespaces here: {said}");
        Assert.True(nft.ExitCode == 0, said);
    }

    private static async Task<PointCheck> OnePortCheckAsync(GatewayFixture fixture) =>
        (await fixture.Point.CheckAsync(CancellationToken.None)).Single(c => c.Name == "One port");
}
