using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// Two portals must never act on one data folder or one database: the second is refused however it comes, and where the first lost its
/// place it has ended before the second opens a door.
/// </summary>
public sealed class OnlyPortalTests(PostgresFixture server) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("jitportal-only-").FullName;
    private readonly TcpService _service = new();

    private string Data => Path.Combine(_root, "data");

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Data);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await TemporaryFolder.DeleteAsync(_root);
    }

    [Theory]
    [InlineData("the same path")]
    [InlineData("a link")]
    [InlineData("a mount")]
    [InlineData("its lock file deleted")]
    [InlineData("the first one stopped")]
    public async Task Start_OnAFolderInUse_IsRefused(string how)
    {
        await using var portal = await PortalProcess.StartAsync(Data);
        var path = Data;
        switch (how)
        {
            case "a link":
                path = Path.Combine(_root, "link");
                Directory.CreateSymbolicLink(path, Data);
                break;
            case "a mount":
                path = Path.Combine(_root, "mount");
                Directory.CreateDirectory(path);
                Assert.SkipUnless(
                    await PostgresPrograms.RunAsync("mount", "--bind", Data, path) == 0,
                    "Nothing can be mounted here; root is needed."
                );
                break;
            case "its lock file deleted":
                File.Delete(Path.Combine(Data, "portal.lock"));
                break;
            case "the first one stopped":
                await portal.SignalAsync("STOP");
                break;
        }

        try
        {
            var (code, _, error) = await PortalProcess.RunAsync(
                null,
                "--data",
                path,
                "--urls",
                $"http://localhost:{PortalProcess.FreePort()}"
            );
            Assert.Equal(
                (1, $"Another portal runs on {path}. Stop it first, or give this one a folder of its own with --data."),
                (code, error.Trim())
            );
        }
        finally
        {
            await portal.SignalAsync("CONT");
            if (how == "a mount")
                await PostgresPrograms.RunAsync("umount", path);
        }

        using var client = new HttpClient { BaseAddress = portal.Address };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("health/ready")).StatusCode);
    }

    /// <summary>A frozen machine: its sessions stay, so does its place; when it goes on, it is still the one.</summary>
    [Fact]
    public async Task Start_WhileTheFirstIsStopped_IsRefusedAndTheFirstGoesOn()
    {
        var settings = await DatabaseAsync();
        await using var portal = await PortalProcess.StartAsync(Data, settings);
        await portal.SignalAsync("STOP");
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(35));
            var (code, _, error) = await PortalProcess.RunAsync(
                null,
                ["--data", Path.Combine(_root, "other"), "--urls", $"http://localhost:{PortalProcess.FreePort()}", .. settings]
            );
            Assert.True(code == 1 && error.Contains("Another portal already serves", StringComparison.Ordinal), error);
        }
        finally
        {
            await portal.SignalAsync("CONT");
        }

        using var client = new HttpClient { BaseAddress = portal.Address };
        await Eventually.TrueAsync(async () => (await client.GetAsync("health/ready")).IsSuccessStatusCode, "the first goes on", 30);
    }

    /// <summary>The session that marks the place is ended under a running portal, and another one waits for just that.</summary>
    [Fact]
    public async Task Session_TerminatedWhileAnotherStarts_OneOfThemEndsAndNeverDoBothHoldADoor()
    {
        var settings = await DatabaseAsync();
        var people = await AccessLoop.PeopleAsync(Data, settings);
        var other = Path.Combine(_root, "other");
        TemporaryFolder.Copy(Data, other);
        await using var first = await PortalProcess.StartAsync(Data, [.. settings, "--Gateway:Ports=29300-29309"]);
        var (_, port, _) = await AccessLoop.OpenAsync(first, people, _service, "PT10M");
        Assert.Equal(SocketError.Success, await Client.KnockAsync(port));

        // The first is frozen, loses its place, and the second takes it; then the first wakes up.
        await first.SignalAsync("STOP");
        await EndPlaceAsync(settings);
        var starting = PortalProcess.StartAsync(other, [.. settings, "--Gateway:Ports=29310-29319"]);
        await Task.Delay(TimeSpan.FromSeconds(2));
        await first.SignalAsync("CONT");
        Assert.Equal(1, await first.EndedAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("This one closes all access and stops", first.Output, StringComparison.Ordinal);
        Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(port));
        await using var second = await starting;
        using var client = second.Api(people.Ann);
        await Eventually.TrueAsync(
            async () =>
                (await client.GetFromJsonAsync<JsonElement>("grants"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Any(g => g.GetProperty("state").GetString() == "Open"),
            "the second holds the door",
            60
        );
    }

    /// <summary>Nobody waits for the place: it is taken again, and everything goes on.</summary>
    [Fact]
    public async Task Session_Terminated_IsTakenAgainBeforeAnybodyElse()
    {
        var settings = await DatabaseAsync();
        await using var portal = await PortalProcess.StartAsync(Data, settings);
        await EndPlaceAsync(settings);
        await Eventually.TrueAsync(
            () => portal.Output.Contains("was lost and is there again", StringComparison.Ordinal),
            "the place is taken again",
            30
        );
        var (code, _, error) = await PortalProcess.RunAsync(
            null,
            ["--data", Path.Combine(_root, "other"), "--urls", $"http://localhost:{PortalProcess.FreePort()}", .. settings]
        );
        Assert.True(code == 1 && error.Contains("Another portal already serves", StringComparison.Ordinal), error);
    }

    /// <summary>While sessions of a portal are there, one that has the place waits: the first one's second of not knowing is over before a door opens.</summary>
    [Fact]
    public async Task Start_WithThePlaceFreeBesideAPortal_WaitsBeforeItServes()
    {
        var settings = await DatabaseAsync();
        Assert.Equal(0, (await PortalProcess.RunAsync(null, ["user", "list", "--data", Data, .. settings])).ExitCode);
        await using var neighbour = new Npgsql.NpgsqlConnection($"{settings[1].Split('=', 2)[1]};Pooling=false;Application Name=jitportal");
        await neighbour.OpenAsync();
        var watch = Stopwatch.StartNew();
        await using var portal = await PortalProcess.StartAsync(Data, settings);
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(4), $"It served after {watch.Elapsed}.");
        Assert.Contains("this one waits a moment", portal.Output, StringComparison.Ordinal);
    }

    private async Task<string[]> DatabaseAsync()
    {
        Assert.SkipUnless(server.IsThere, PostgresFixture.Missing);
        return ["--Database:Provider=Postgres", $"--Database:ConnectionString={await server.NewDatabaseAsync()}"];
    }

    private async Task EndPlaceAsync(string[] settings)
    {
        var database = new Npgsql.NpgsqlConnectionStringBuilder(settings[1].Split('=', 2)[1]).Database!;
        await server.SqlAsync(
            database,
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        );
    }
}
