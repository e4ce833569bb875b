using System.Text.Json;
using JitPortal.Tests.Scanning;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.CommandLine;

public sealed class ScanVerbsTests : IDisposable
{
    private readonly PortalProgram _portal = new();
    private readonly LoopbackServices _network = new();

    public void Dispose()
    {
        _network.Dispose();
        _portal.Dispose();
    }

    [Fact]
    public async Task Run_AllowedTarget_ScansHereAndPrintsTheResult()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/nmap"), "Nmap is not installed at /usr/bin/nmap.");
        _network.Listen(2, 8080);
        var run = await _portal.RunAsync(
            "scan",
            "run",
            $"{_network.Net}.0/30,{_network.Net}.4/30",
            "--profile",
            "quick",
            "--json",
            $"--Scanning:AllowedRanges:0={_network.Net}.0/24"
        );
        Assert.True(run.ExitCode == 0, run.Error);
        using var scan = JsonDocument.Parse(run.Out);
        Assert.Equal(
            ("Completed", "cli", 1),
            (
                scan.RootElement.GetProperty("state").GetString(),
                scan.RootElement.GetProperty("requestedBy").GetString(),
                scan.RootElement.GetProperty("services").GetInt32()
            )
        );
    }

    [Fact]
    public async Task Import_FileThatBreaksOff_KeepsWhatIsCompleteAndEndsWith3()
    {
        var file = Path.Combine(_portal.Data, "..", $"{Guid.NewGuid():n}.xml");
        await File.WriteAllTextAsync(file, SmallScan.Xml[..SmallScan.Xml.LastIndexOf("<ports", StringComparison.Ordinal)]);
        try
        {
            var run = await _portal.RunAsync("scan", "import", file, "--vantage", "office", "--json");
            Assert.True(run.ExitCode == 3, $"{run.ExitCode} {run.Error}");
            using var scan = JsonDocument.Parse(run.Out);
            Assert.Equal(
                (1, false, "office"),
                (
                    scan.RootElement.GetProperty("hosts").GetInt32(),
                    scan.RootElement.GetProperty("complete").GetBoolean(),
                    scan.RootElement.GetProperty("vantage").GetString()
                )
            );
            Assert.NotEmpty(run.Error);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Import_NoSuchFile_SaysSo()
    {
        var run = await _portal.RunAsync("scan", "import", "/nowhere.xml", "--vantage", "office");
        Assert.Equal((1, "There is no file /nowhere.xml."), (run.ExitCode, run.Error.Trim()));
    }

    [Fact]
    public async Task Run_NothingAllowed_SaysWhichSetting()
    {
        var run = await _portal.RunAsync("scan", "run", "10.0.0.1");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Scanning:AllowedRanges", run.Error);
    }

    [Fact]
    public async Task Run_ProfileThatIsNone_IsWrongUse() =>
        Assert.Equal(2, (await _portal.RunAsync("scan", "run", "10.0.0.1", "--profile", "deep")).ExitCode);
}
