using System.ComponentModel;
using System.Text;
using JitPortal.Scanning;
using JitPortal.Scanning.Model;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Scanning;

/// <summary>Small programs stand in for Nmap where Nmap can't be made to misbehave.</summary>
public sealed class NmapProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nmap-process");

    [Fact]
    public async Task Start_AnyCommand_GivesTheChildThreeVariablesAndItsOwnDirectory()
    {
        await using var process = NmapProcess.Start(Command("/usr/bin/env", []), TimeProvider.System);
        var output = await ReadAsync(process);
        Assert.Equal(0, (await process.EndAsync()).Code);
        Assert.Equal(
            [$"HOME={_folder.FullName}", "LANG=C", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Start_MoreInputThanAPipeHoldsAndAChildThatTalksFirst_NeitherWaitsForTheOther()
    {
        var lines = Enumerable.Range(0, 65_536).Select(i => $"10.0.{i >> 8}.{i & 255}").ToList();
        await using var process = NmapProcess.Start(Command("/bin/cat", [], lines), TimeProvider.System);
        Assert.Equal(lines, (await ReadAsync(process)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(0, (await process.EndAsync()).Code);
    }

    [Fact]
    public async Task StopAsync_ChildThatIgnoresTheInterrupt_IsKilledWithItsChildren()
    {
        var script = ShellProgram.Write(_folder, "trap '' INT; echo ready; sleep 600 & echo $! >&2; wait; sleep 600");
        await using var process = NmapProcess.Start(Command(script, []), TimeProvider.System);
        using var reader = new StreamReader(process.Output);
        Assert.Equal("ready", await reader.ReadLineAsync());
        await process.StopAsync();
        var end = await process.EndAsync();
        Assert.True(end.Stopped);
        Assert.Equal(137, end.Code);
        await Eventually.TrueAsync(() => !IsAlive(end.ErrorOutput.Trim()), "its child ended too");
    }

    [Fact]
    public async Task WallTimeout_ChildThatNeverEnds_IsStoppedAndSaysSo()
    {
        await using var process = NmapProcess.Start(
            Command("/bin/sleep", ["600"]) with
            {
                WallTimeout = TimeSpan.FromMilliseconds(100),
            },
            TimeProvider.System
        );
        await ReadAsync(process);
        Assert.True((await process.EndAsync()).TimedOut);
    }

    [Fact]
    public async Task EndAsync_EndlessErrors_KeepsTheLast64KiB()
    {
        var script = ShellProgram.Write(
            _folder,
            "i=0; while [ $i -lt 4000 ]; do echo \"a line of some fifty characters, which is number $i\" >&2; i=$((i+1)); done"
        );
        await using var process = NmapProcess.Start(Command(script, []), TimeProvider.System);
        await ReadAsync(process);
        var end = await process.EndAsync();
        Assert.Equal(65_536, end.ErrorOutput.Length);
        Assert.EndsWith("number 3999\n", end.ErrorOutput);
    }

    [Fact]
    public void Start_NoSuchProgram_Throws() =>
        Assert.Throws<Win32Exception>(() => NmapProcess.Start(Command("/nowhere/nmap", []), TimeProvider.System));

    [Theory]
    [InlineData("-sS")]
    [InlineData("--script=http-title")]
    [InlineData("-oN /tmp/never")]
    public async Task Nmap_LineThatLooksLikeAnOption_IsANameToIt(string line)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/nmap"), "Nmap is not installed at /usr/bin/nmap.");
        var arguments = NmapArguments.Build(
            ScanProfile.Ping,
            new ScanningOptions(),
            NmapPrivilege.ConnectOnly,
            ipv6: false,
            ownMachine: false,
            excludeFile: null
        );
        await using var process = NmapProcess.Start(Command("/usr/bin/nmap", arguments, [line, "127.9.9.9"]), TimeProvider.System);
        var xml = await ReadAsync(process);
        var end = await process.EndAsync();
        Assert.Contains("Failed to resolve", end.ErrorOutput);
        Assert.Contains("addr=\"127.9.9.9\"", xml);
        Assert.DoesNotContain(line, xml);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static bool IsAlive(string pid) =>
        Directory.Exists($"/proc/{pid}") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    private static async Task<string> ReadAsync(NmapProcess process)
    {
        using var reader = new StreamReader(process.Output, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }

    private NmapCommand Command(string path, IReadOnlyList<string> arguments, IReadOnlyList<string>? input = null) =>
        new(
            path,
            arguments,
            new Dictionary<string, string>(StringComparer.Ordinal),
            _folder.FullName,
            input ?? [],
            TimeSpan.FromMinutes(1)
        );
}
