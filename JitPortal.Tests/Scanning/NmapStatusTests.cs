using JitPortal.Scanning;
using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Scanning;

public sealed class NmapStatusTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nmap-status");

    [Fact]
    public async Task CheckAsync_TheInstalledNmap_TellsVersionAndPrivilege()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/nmap"), "Nmap is not installed at /usr/bin/nmap.");
        var health = await CheckAsync(null);
        Assert.True(health.CanScan, health.Sentence);
        Assert.Matches(@"^\d+\.\d+$", health.Version);
        Assert.NotNull(health.Privilege);
        Assert.Equal(health.Privilege == NmapPrivilege.ConnectOnly, health.Fix is not null);
    }

    [Theory]
    [InlineData("none", "turned off")]
    [InlineData("nmap", "absolute")]
    [InlineData("/nowhere/nmap", "no Nmap at /nowhere/nmap")]
    [InlineData("/etc/hostname", "can't be started")]
    [InlineData("/bin/true", "does not answer as Nmap")]
    public async Task CheckAsync_NotUsable_SaysWhatIsWrongAndHowToMendIt(string path, string words)
    {
        var health = await CheckAsync(path);
        Assert.False(health.CanScan);
        Assert.Contains(words, health.Sentence);
        Assert.NotNull(health.Fix);
    }

    [Fact]
    public async Task CheckAsync_OldNmap_SaysWhichIsNeeded()
    {
        var path = ShellProgram.Write(_folder, "echo 'Nmap version 6.47 ( http://nmap.org )'");
        var health = await CheckAsync(path);
        Assert.False(health.CanScan);
        Assert.Contains("6.47 is too old; the portal needs 7.80", health.Sentence);
    }

    [Fact]
    public async Task CheckAsync_NmapThatMayNotSendRawPackets_SaysHowToAllowIt()
    {
        var path = ShellProgram.Write(
            _folder,
            "[ \"$1\" = --version ] && echo 'Nmap version 7.95 ( https://nmap.org )' && exit 0; echo \"Couldn't open a raw socket.\" >&2; exit 1"
        );
        var health = await CheckAsync(path);
        Assert.Equal((true, NmapPrivilege.ConnectOnly), (health.CanScan, health.Privilege!.Value));
        Assert.Contains($"setcap cap_net_raw,cap_net_admin,cap_net_bind_service+eip {path}", health.Fix);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<NmapHealth> CheckAsync(string? path)
    {
        using var status = new NmapStatus(Options.Create(new ScanningOptions { NmapPath = path }), TimeProvider.System);
        return await status.CheckAsync(CancellationToken.None);
    }
}
