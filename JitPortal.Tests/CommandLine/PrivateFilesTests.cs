using System.Diagnostics;
using System.Text;
using JitPortal.Tests.Scanning;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.CommandLine;

/// <summary>Nobody but the portal's account reads what it writes, whatever mask and folder it was started with.</summary>
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private readonly PortalProgram _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task Start_FolderOpenToOthers_IsClosedAndSoIsEveryFileInIt()
    {
#pragma warning disable CA1416 // The tests run on Unix.
        File.SetUnixFileMode(_portal.Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | Others);
        var added = await _portal.RunAsync("user", "add", "ann@example.org", "--role", "Requester");
        Assert.True(added.ExitCode == 0, added.Error);
        var file = Path.Combine(_portal.Data, "journal-checkpoints.jsonl");
        await using (await PortalProcess.StartAsync(_portal.Data))
            await Eventually.TrueAsync(() => File.Exists(file) && new FileInfo(file).Length > 0, "the journal is signed");

        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(_portal.Data) & Others);
        var open = Directory
            .EnumerateFileSystemEntries(_portal.Data, "*", SearchOption.AllDirectories)
            .Where(f => (File.GetUnixFileMode(f) & Others) != UnixFileMode.None);
        Assert.Empty(open.Select(f => Path.GetRelativePath(_portal.Data, f)));
#pragma warning restore CA1416
    }

    [Fact]
    public async Task Backup_OfAPortalThatRuns_IsForItsUserOnly()
    {
        var target = Path.Combine(_portal.Data, "..", $"backup-{Guid.NewGuid():n}");
        var token = await PortalProcess.AddPersonAsync(_portal.Data, "ann@example.org", "Requester,Operator");
        await using (var portal = await PortalProcess.StartAsync(_portal.Data))
        {
            using var api = portal.Api(token);
            using var scan = new StringContent(SmallScan.Xml, Encoding.UTF8, "application/xml");
            (await api.PostAsync("scans/import?vantage=office", scan)).EnsureSuccessStatusCode();
            var saved = await _portal.RunAsync("backup", target);
            Assert.True(saved.ExitCode == 0, saved.Error);
            // What libraries wrote meanwhile: timers, logs of the databases, the raw scan.
            Assert.Empty(Open(_portal.Data));
        }

        Assert.Contains(
            Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories),
            f => f.Contains("scans", StringComparison.Ordinal)
        );
        Assert.Empty(Open(target));
        await TemporaryFolder.DeleteAsync(target);
    }

    [Fact]
    public async Task Start_FolderOfAnotherAccountAndOpen_IsRefused()
    {
        Assert.SkipUnless(
            Environment.UserName == "root" && File.Exists("/usr/bin/setpriv"),
            "Only root can start the portal as somebody else."
        );
        var home = Directory.CreateTempSubdirectory("jitportal-nobody-").FullName;
#pragma warning disable CA1416 // The tests run on Unix.
        File.SetUnixFileMode(_portal.Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | Others);
        File.SetUnixFileMode(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | Others);
#pragma warning restore CA1416
        var start = new ProcessStartInfo("setpriv")
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["HOME"] = home, ["TMPDIR"] = home },
        };
        foreach (
            var argument in (string[])
                [
                    "--reuid",
                    "65534",
                    "--regid",
                    "65534",
                    "--clear-groups",
                    "dotnet",
                    PortalProcess.Program,
                    "user",
                    "list",
                    "--data",
                    _portal.Data,
                ]
        )
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.SkipWhen(
            error.Contains("Permission denied", StringComparison.Ordinal) || error.Contains("does not exist", StringComparison.Ordinal),
            "The program cannot be read by another account here."
        );
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("Other accounts can look into the data folder", error + await said, StringComparison.Ordinal);
        await TemporaryFolder.DeleteAsync(home);
    }

    private static IEnumerable<string> Open(string folder) =>
        Directory
            .EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Append(folder)
#pragma warning disable CA1416 // The tests run on Unix.
            .Where(f => (File.GetUnixFileMode(f) & Others) != UnixFileMode.None);
#pragma warning restore CA1416
}
