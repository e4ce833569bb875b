using System.Text.Json;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JitPortal.Tests.CommandLine;

public sealed class JournalVerbsTests : IDisposable
{
    private readonly PortalProgram _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task VerifyAndExport_Untouched_IntactThenBrokenAfterAnEdit()
    {
        var added = await _portal.RunAsync("user", "add", "ann@example.org", "--role", "Requester");
        Assert.True(added.ExitCode == 0, added.Error);

        var verified = await _portal.RunAsync("journal", "verify", "--json");
        Assert.True(verified.ExitCode == 0, verified.Error);
        using (var answer = JsonDocument.Parse(verified.Out))
            Assert.True(answer.RootElement.GetProperty("intact").GetBoolean());

        var exported = await _portal.RunAsync("journal", "export", "--type", "person");
        Assert.True(exported.ExitCode == 0, exported.Error);
        var lines = exported.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(
            lines,
            l => Assert.StartsWith("person.", JsonDocument.Parse(l).RootElement.GetProperty("type").GetString(), StringComparison.Ordinal)
        );
        Assert.NotEmpty(lines);

        await EditAsync();
        var broken = await _portal.RunAsync("journal", "verify");
        Assert.Equal(3, broken.ExitCode);
        Assert.Contains("Entry 1 was changed", broken.Out, StringComparison.Ordinal);
        var evidence = await _portal.RunAsync("journal", "export", "--format", "csv");
        Assert.Equal(3, evidence.ExitCode);
        Assert.StartsWith("seq,", evidence.Out, StringComparison.Ordinal);
        Assert.Contains("Entry 1 was changed", evidence.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_CheckpointsDeleted_EndsWith3AndTheNextStartSignsNothing()
    {
        var added = await _portal.RunAsync("user", "add", "ann@example.org", "--role", "Requester");
        Assert.True(added.ExitCode == 0, added.Error);
        var file = Path.Combine(_portal.Data, "journal-checkpoints.jsonl");
        await using (await PortalProcess.StartAsync(_portal.Data))
            await Eventually.TrueAsync(() => File.Exists(file) && new FileInfo(file).Length > 0, "the journal is signed");
        File.Delete(file);

        var verified = await _portal.RunAsync("journal", "verify");
        Assert.Equal(3, verified.ExitCode);
        Assert.Contains("journal-checkpoints.jsonl is not there", verified.Out, StringComparison.Ordinal);
        await using (await PortalProcess.StartAsync(_portal.Data))
            await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.False(File.Exists(file), "It was signed anew from the beginning.");
        Assert.Equal(3, (await _portal.RunAsync("journal", "verify")).ExitCode);
    }

    [Fact]
    public async Task Export_FormatUnknown_IsWrongUse()
    {
        var run = await _portal.RunAsync("journal", "export", "--format", "xml");
        Assert.Equal(2, run.ExitCode);
    }

    private async Task EditAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_portal.Data, "portal.db")}");
        await connection.OpenAsync();
        await using var edit = connection.CreateCommand();
        edit.CommandText = "UPDATE Journal SET Actor = 'somebody' WHERE Seq = 1";
        Assert.Equal(1, await edit.ExecuteNonQueryAsync());
    }
}
