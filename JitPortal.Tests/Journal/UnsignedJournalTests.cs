using System.Text.Json;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JitPortal.Tests.Journal;

/// <summary>A real portal that is started on a journal which somebody changed: it goes on, and does not say that all is well.</summary>
public sealed class UnsignedJournalTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-unsigned-").FullName;

    public async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("checkpoints gone")]
    public async Task Ready_JournalThatCannotBeSigned_IsDegradedAndSaysIt(string deed)
    {
        await PortalApp.AddPersonAsync(_folder, "ann@example.org", Role.Auditor);
        await using (var portal = await PortalProcess.StartAsync(_folder, "--Journal:SignEvery=00:00:01"))
        {
            await Eventually.TrueAsync(() => File.Exists(Path.Combine(_folder, "journal-checkpoints.jsonl")), "it is signed");
            Assert.Equal(("Healthy", "Healthy"), await ReadyAsync(portal));
            await portal.StopAsync();
        }

        if (deed == "changed")
            await ChangeAsync();
        else
            File.Delete(Path.Combine(_folder, "journal-checkpoints.jsonl"));
        await using var again = await PortalProcess.StartAsync(_folder, "--Journal:SignEvery=00:00:01");
        await Eventually.TrueAsync(
            async () => await ReadyAsync(again) == ("Degraded", "Degraded"),
            "it says that the journal is not signed"
        );
    }

    /// <returns>The status of the whole, and of the journal.</returns>
    private static async Task<(string?, string?)> ReadyAsync(PortalProcess portal)
    {
        using var client = new HttpClient { BaseAddress = portal.Address };
        using var said = JsonDocument.Parse(await client.GetStringAsync(new Uri("health/ready", UriKind.Relative)));
        return (
            said.RootElement.GetProperty("status").GetString(),
            said.RootElement.GetProperty("checks").GetProperty("journal").GetProperty("status").GetString()
        );
    }

    private async Task ChangeAsync()
    {
        await using var there = new SqliteConnection($"Data Source={Path.Combine(_folder, "portal.db")};Pooling=False");
        await there.OpenAsync();
        await using var change = there.CreateCommand();
        change.CommandText =
            "UPDATE \"Journal\" SET \"Hash\" = lower(hex(randomblob(32))) WHERE \"Seq\" = (SELECT MAX(\"Seq\") FROM \"Journal\")";
        Assert.Equal(1, await change.ExecuteNonQueryAsync());
    }
}
