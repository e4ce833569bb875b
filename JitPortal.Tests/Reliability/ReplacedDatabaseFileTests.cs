using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// Somebody moves another file, or none, to where the running portal's database was. What the portal wrote into the one that it still
/// holds would be lost with its end, so it says so, decides nothing, and cuts what is taken away all the same.
/// </summary>
public sealed class ReplacedDatabaseFileTests : IAsyncLifetime
{
    private static readonly string[] Settings = ["--Gateway:Ports=22100-22199"];
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-moved-").FullName;
    private readonly TcpService _service = new();

    private string Database => Path.Combine(_folder, "portal.db");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        SqliteConnection.ClearAllPools();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FileMovedAwayWhileItRuns_NothingIsDecidedUntilItIsBack(bool anotherInItsPlace)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets nobody move a file that is open.");
        var tokens = await AccessLoop.PeopleAsync(_folder);
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        using var loop = AccessLoop.At(portal, tokens);
        var (id, port, _) = await loop.OpenAsync(_service, "PT10M");
        using var live = await Support.Client.LiveAsync(port);
        if (anotherInItsPlace)
            await CopyAsync($"{Database}.other");
        File.Move(Database, $"{Database}.aside");
        if (anotherInItsPlace)
            File.Move($"{Database}.other", Database);

        await Eventually.TrueAsync(
            async () => (await ReadyAsync(portal)).Contains("was replaced or taken away", StringComparison.Ordinal),
            "it says what is wrong"
        );
        using (
            var asked = await loop.Ann.PostAsJsonAsync(
                "requests",
                new
                {
                    services = new[] { _service.Endpoint.ToString() },
                    duration = "PT5M",
                    reason = "Into the void.",
                    again = true,
                }
            )
        )
            Assert.Equal(HttpStatusCode.ServiceUnavailable, asked.StatusCode);
        var end = Support.Client.EndAsync(live);
        using (var revoked = await loop.RevokeAsync(id))
        {
            var view = await revoked.Content.ReadAsStringAsync();
            Assert.True(revoked.IsSuccessStatusCode, view);
            Assert.Contains("Cut, not yet written", view, StringComparison.Ordinal);
        }

        Assert.NotEqual(SocketError.TimedOut, await end.WaitAsync(TimeSpan.FromSeconds(2)));

        // NB. What SQLite finds beside a file by its name it takes for its own, so the other one is not looked into where it lies.
        if (anotherInItsPlace)
            File.Move(Database, $"{Database}.other");
        File.Move($"{Database}.aside", Database);
        if (anotherInItsPlace)
            Assert.Equal(0, await RevokedAsync($"{Database}.other"));
        await Eventually.TrueAsync(async () => await RevokedAsync(Database) == 1, "what was cut is written");
        await Eventually.TrueAsync(
            async () => !(await ReadyAsync(portal)).Contains("was replaced or taken away", StringComparison.Ordinal),
            "it is well again"
        );
        Assert.Contains("was replaced or taken away", portal.Output, StringComparison.Ordinal);
    }

    private async Task CopyAsync(string path)
    {
        await using var from = new SqliteConnection($"Data Source={Database};Pooling=False");
        await from.OpenAsync();
        await using var copy = from.CreateCommand();
        copy.CommandText = $"VACUUM INTO '{path}'";
        await copy.ExecuteNonQueryAsync();
    }

    /// <summary>Read past the portal.</summary>
    private static async Task<long> RevokedAsync(string path)
    {
        await using var there = new SqliteConnection($"Data Source={path};Pooling=False");
        await there.OpenAsync();
        await using var count = there.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM \"Grants\" WHERE \"ClosingReason\" = 'Revoked'";
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static async Task<string> ReadyAsync(PortalProcess portal)
    {
        using var client = new HttpClient { BaseAddress = portal.Address };
        using var answer = await client.GetAsync(new Uri("health/ready", UriKind.Relative));
        return await answer.Content.ReadAsStringAsync();
    }
}
