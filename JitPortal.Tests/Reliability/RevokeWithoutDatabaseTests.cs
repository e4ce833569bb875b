using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// Taking access away while nothing can be written: the door is cut at once, the answer says that it is not written yet, and it is written
/// as soon as that works, in this portal's life or the next one's.
/// </summary>
public sealed class RevokeWithoutDatabaseTests : IAsyncLifetime
{
    private static readonly string[] Settings = ["--Gateway:Ports=22000-22099"];
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-full-").FullName;
    private readonly TcpService _service = new();
    private bool _mounted;
    private (string Ann, string Ben) _tokens;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        SqliteConnection.ClearAllPools();
        if (_mounted)
            await PostgresPrograms.RunAsync("umount", "-l", _folder);
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Revoke_DiskFull_CutsAtOnceAndIsWrittenWhenThereIsRoom(bool killed)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "A disk that can be filled needs Linux and root.");
        _mounted = await PostgresPrograms.RunAsync("mount", "-t", "tmpfs", "-o", "size=48m,mode=700", "tmpfs", _folder) == 0;
        Assert.SkipUnless(_mounted, "No file system can be mounted here.");
        _tokens = await AccessLoop.PeopleAsync(_folder);
        var portal = await PortalProcess.StartAsync(_folder, Settings);
        var stuffing = Path.Combine(_folder, "stuffing");
        try
        {
            using var loop = AccessLoop.At(portal, _tokens);
            var (id, port, _) = await loop.OpenAsync(_service, "PT10M");
            using var live = await Support.Client.LiveAsync(port);
            Fill(stuffing);
            await RevokeCutsAsync(portal, loop, id, port, live);
            Assert.True(portal.Running, portal.Output);

            if (killed)
            {
                await portal.KillAsync();
                File.Delete(stuffing);
                await portal.DisposeAsync();
                portal = await PortalProcess.StartAsync(_folder, Settings);
                Assert.Equal(SocketError.ConnectionRefused, await Support.Client.KnockAsync(port));
            }
            else
            {
                File.Delete(stuffing);
            }

            await IsWrittenAsync(portal, id);
        }
        finally
        {
            await portal.DisposeAsync();
        }
    }

    /// <summary>Also with an Idempotency-Key, which cannot be written down then: taking access away waits for no database.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("he-left-1")]
    public async Task Revoke_DatabaseLockedByAnother_CutsAtOnceAndIsWrittenWhenItIsFree(string? key)
    {
        _tokens = await AccessLoop.PeopleAsync(_folder);
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        using var loop = AccessLoop.At(portal, _tokens);
        var (id, port, _) = await loop.OpenAsync(_service, "PT10M");
        using var live = await Support.Client.LiveAsync(port);
        if (key is not null)
            loop.Ben.DefaultRequestHeaders.Add("Idempotency-Key", key);
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(_folder, "portal.db")};Pooling=False"))
        {
            await other.OpenAsync();
            await using var hold = other.CreateCommand();
            hold.CommandText = "BEGIN EXCLUSIVE";
            await hold.ExecuteNonQueryAsync();
            await RevokeCutsAsync(portal, loop, id, port, live);
        }

        await IsWrittenAsync(portal, id);
    }

    /// <summary>The answer comes within seconds and says so, the live connection ends, nobody gets in, readiness is red, and reading needs no write.</summary>
    private static async Task RevokeCutsAsync(PortalProcess portal, AccessLoop loop, string id, int port, Socket live)
    {
        var end = Support.Client.EndAsync(live);
        var asked = DateTimeOffset.UtcNow;
        using var answer = await loop.Ben.PostAsJsonAsync($"grants/{id}/revoke", new { reason = "he left" });
        var took = DateTimeOffset.UtcNow - asked;
        var view = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, view.ToString());
        Assert.NotEqual(SocketError.TimedOut, await end.WaitAsync(TimeSpan.FromSeconds(1)));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        Assert.Equal("Closing", view.GetProperty("state").GetString());
        Assert.StartsWith("Cut, not yet written", view.GetProperty("notWritten").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(SocketError.Success, await Support.Client.KnockAsync(port));

        var seen = await loop.ViewAsync(id);
        Assert.StartsWith("Cut, not yet written", seen.GetProperty("notWritten").GetString(), StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = portal.Address };
        await Eventually.TrueAsync(
            async () => (await client.GetAsync("health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable,
            "readiness is red",
            20
        );
        Assert.NotEqual(SocketError.Success, await Support.Client.KnockAsync(port));
    }

    private async Task IsWrittenAsync(PortalProcess portal, string id)
    {
        using var loop = AccessLoop.At(portal, _tokens);
        await Eventually.TrueAsync(async () => await loop.StateAsync(id) == "Closed", "it is written and closed", 40);
        var view = await loop.ViewAsync(id);
        Assert.Equal(("Revoked", "he left"), (view.GetProperty("closingReason").GetString(), view.GetProperty("note").GetString()));
        Assert.False(view.TryGetProperty("notWritten", out _));
        var closing = await loop.Ann.GetFromJsonAsync<JsonElement>($"journal?type=grant.closing&subject=grant:{id}");
        Assert.Equal("ben@example.org", Assert.Single(closing.GetProperty("items").EnumerateArray()).GetProperty("actor").GetString());
        var (code, output, error) = await PortalProcess.RunAsync(null, "journal", "verify", "--data", _folder);
        Assert.True(code == 0, output + error);
    }

    private static void Fill(string file)
    {
        var block = new byte[64 * 1024];
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (int[])[block.Length, 4096, 1])
        {
            try
            {
                while (true)
                    stream.Write(block, 0, size);
            }
            catch (IOException)
            {
                // No room for so much any more.
            }
        }
    }
}
