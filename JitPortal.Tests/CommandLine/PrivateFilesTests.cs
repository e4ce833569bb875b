using JitPortal.Tests.Support;

namespace JitPortal.Tests.CommandLine;

/// <summary>Nobody but the portal's account reads what it writes, whatever mask and folder it was started with.</summary>
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

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
        var open = Directory.EnumerateFileSystemEntries(_portal.Data, "*", SearchOption.AllDirectories).Where(f => (File.GetUnixFileMode(f) & Others) != UnixFileMode.None);
        Assert.Empty(open.Select(f => Path.GetRelativePath(_portal.Data, f)));
#pragma warning restore CA1416
    }
}
