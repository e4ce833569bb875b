using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// A real portal on a real PostgreSQL server that goes away in every way a server does: doors keep their deadlines, nothing can be decided
/// meanwhile, and all goes on by itself when it is back.
/// </summary>
[Collection(nameof(DatabaseAwayTests))]
public sealed class DatabaseAwayTests(PostgresFixture server) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private const string Ports = "--Gateway:Ports=29000-29199";
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-away-").FullName;
    private readonly TcpService _service = new();
    private string _database = "";
    private (string Ann, string Ben) _people;

    private string[] Settings => ["--Database:Provider=Postgres", $"--Database:ConnectionString={_database}", Ports];

    private string DatabaseName => new Npgsql.NpgsqlConnectionStringBuilder(_database).Database!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(server.IsThere, PostgresFixture.Missing);
        _database = await server.NewDatabaseAsync();
        _people = await AccessLoop.PeopleAsync(_folder, Settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Start_AnotherPortalServesTheDatabase_IsRefusedWithASentence()
    {
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        var other = Directory.CreateTempSubdirectory("jitportal-second-").FullName;
        var (code, _, error) = await PortalProcess.RunAsync(
            null,
            ["--data", other, "--urls", $"http://localhost:{PortalProcess.FreePort()}", .. Settings]
        );
        Directory.Delete(other, recursive: true);
        Assert.Equal(
            (1, "Another portal already serves this PostgreSQL database. Stop it first, or give this one a database of its own."),
            (code, error.Trim())
        );
        using var ann = portal.Api(_people.Ann);
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("hosts")).StatusCode);
    }

    [Fact]
    public async Task Restart_OfTheServer_TheLiveConnectionStaysARevokeAndTheDeadlineCutAndAllGoesOn()
    {
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        using var loop = AccessLoop.At(portal, _people);
        var unwanted = await loop.OpenAsync(_service, "PT10M");
        var (id, port, deadline) = await loop.OpenAsync(_service, "PT18S");
        using var live = await Support.Client.LiveAsync(port);
        using var cut = await Support.Client.LiveAsync(unwanted.Port);

        await server.StopAsync();
        using (var answer = await loop.RevokeAsync(unwanted.Id))
        {
            var view = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(answer.IsSuccessStatusCode, view.ToString());
            Assert.StartsWith("Cut, not yet written", view.GetProperty("notWritten").GetString(), StringComparison.Ordinal);
        }

        Assert.NotEqual(SocketError.TimedOut, await Support.Client.EndAsync(cut));
        Assert.Equal(SocketError.ConnectionRefused, await Support.Client.KnockAsync(unwanted.Port));
        await NothingCanBeDecidedAsync(portal);
        if (DateTimeOffset.UtcNow < deadline.AddSeconds(-2))
            Assert.Equal(9, await Support.Client.PingAsync(live, 9));
        Assert.NotEqual(SocketError.TimedOut, await Support.Client.EndAsync(live));
        Assert.InRange(DateTimeOffset.UtcNow, deadline.AddMilliseconds(-500), deadline.AddSeconds(2));
        Assert.Equal(SocketError.ConnectionRefused, await Support.Client.KnockAsync(port));

        await server.StartAsync();
        await GoesOnAsync(portal);
        await Eventually.TrueAsync(async () => await loop.StateAsync(id) == "Closed", "the grant that ended meanwhile is closed", 30);
        await Eventually.TrueAsync(async () => await loop.StateAsync(unwanted.Id) == "Closed", "the one that was cut is closed", 30);
        Assert.Equal("Revoked", (await loop.ViewAsync(unwanted.Id)).GetProperty("closingReason").GetString());
    }

    [Fact]
    public async Task Sessions_TerminatedAgainAndAgain_ThePortalStaysAndAnswersNothingWorseThanTryAgain()
    {
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        var codes = new HashSet<HttpStatusCode>();
        using var ann = portal.Api(_people.Ann);
        for (var second = 0; second < 6; second++)
        {
            await server.SqlAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{DatabaseName}'");
            for (var call = 0; call < 5; call++)
            {
                using var answer = await ann.PostAsJsonAsync(
                    "requests/preview",
                    new
                    {
                        services = new[] { "10.1.1.1:22/tcp" },
                        duration = "PT1M",
                        reason = "a look",
                    }
                );
                codes.Add(answer.StatusCode);
                await Task.Delay(150);
            }
        }

        Assert.DoesNotContain(HttpStatusCode.InternalServerError, codes);
        await GoesOnAsync(portal);
    }

    [Fact]
    public async Task Server_HangsFor20Seconds_CallsAreAnsweredAndAllGoesOn()
    {
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        var (_, port, _) = await AccessLoop.OpenAsync(portal, _people, _service, "PT2M");
        using var live = await Support.Client.LiveAsync(port);
        await server.SignalAsync("STOP");
        try
        {
            using var ann = portal.Api(_people.Ann);
            ann.Timeout = TimeSpan.FromSeconds(60);
            var asked = DateTimeOffset.UtcNow;
            using var answer = await ann.GetAsync("hosts");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.InRange(DateTimeOffset.UtcNow - asked, TimeSpan.Zero, TimeSpan.FromSeconds(35));
            await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, 20 - (DateTimeOffset.UtcNow - asked).TotalSeconds)));
            Assert.Equal(9, await Support.Client.PingAsync(live, 9));
        }
        finally
        {
            await server.SignalAsync("CONT");
        }

        await GoesOnAsync(portal);
    }

    [Fact]
    public async Task Connections_UsedUp_NothingIsLostAndAllGoesOn()
    {
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        await server.SqlAsync("postgres", $"ALTER DATABASE {DatabaseName} CONNECTION LIMIT 0");
        await server.SqlAsync("postgres", "CREATE ROLE filler LOGIN");
        await server.SqlAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{DatabaseName}'");
        var filling = new List<Npgsql.NpgsqlConnection>();
        try
        {
            // Superusers pass the limit of a database, but not the end of all slots. The portal may win back a slot meanwhile: it is ended and its slot taken.
            do
            {
                while (filling.Count < 400 && await TakeSlotAsync() is { } slot)
                    filling.Add(slot);
            } while (await EndSessionsAsync(filling[0]) > 0);
            await NothingCanBeDecidedAsync(portal);
        }
        finally
        {
            foreach (var slot in filling)
                await slot.DisposeAsync();
        }

        await GoesOnAsync(portal);
    }

    [Fact]
    public async Task Start_TheDatabaseIsAbsent_ASentenceAndEveryDoorOfTheLastRunIsShut()
    {
        using var firewall = NetworkNamespaces.Create("nft");
        firewall.Add("firewall");
        string[] edge =
        [
            "--Enforcement:Points:0:Name=edge",
            "--Enforcement:Points:0:Kind=nftables",
            "--Enforcement:Default:0=edge",
            $"--Enforcement:Points:0:Guards:0=127.0.0.1 {_service.EndPoint.Port}/tcp",
            $"--Enforcement:Points:0:NetworkNamespace={firewall["firewall"]}",
        ];
        await using (var portal = await PortalProcess.StartAsync(_folder, [.. Settings, .. edge]))
        {
            using var loop = AccessLoop.At(portal, _people);
            await loop.ImportAsync(_service.Endpoint);
            await loop.OpenedAsync(await loop.GrantAsync($"{_service.Endpoint}", "PT10M"));
            await portal.KillAsync();
        }

        string Elements() => firewall.In("firewall", "nft", "list", "ruleset");
        Assert.Contains("expires", Elements(), StringComparison.Ordinal);
        await server.StopAsync();
        var (code, _, error) = await PortalProcess.RunAsync(
            null,
            ["--data", _folder, "--urls", $"http://localhost:{PortalProcess.FreePort()}", .. Settings, .. edge]
        );
        Assert.Equal(1, code);
        Assert.StartsWith(
            "The portal cannot start: its database is away (the server cannot be reached (ConnectionRefused)). All access of the last run is closed.",
            error,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("expires", Elements(), StringComparison.Ordinal);

        await server.StartAsync();
        await using var again = await PortalProcess.StartAsync(_folder, [.. Settings, .. edge]);
        await Eventually.TrueAsync(() => Elements().Contains("expires", StringComparison.Ordinal), "the grant's door stands again", 30);
    }

    private async Task<Npgsql.NpgsqlConnection?> TakeSlotAsync()
    {
        var connection = new Npgsql.NpgsqlConnection(
            new Npgsql.NpgsqlConnectionStringBuilder(_database) { Database = "postgres", Pooling = false }.ConnectionString
        );
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch (Npgsql.PostgresException)
        {
            await connection.DisposeAsync();
            return null;
        }
    }

    private async Task<int> EndSessionsAsync(Npgsql.NpgsqlConnection through)
    {
        await using var command = through.CreateCommand();
        command.CommandText = $"SELECT count(pg_terminate_backend(pid))::int FROM pg_stat_activity WHERE datname = '{DatabaseName}'";
        return (int)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Readiness is red, a page says why, and a verb answers 503 with the sentence; the program runs on.</summary>
    private async Task NothingCanBeDecidedAsync(PortalProcess portal)
    {
        using var client = new HttpClient { BaseAddress = portal.Address };
        await Eventually.TrueAsync(
            async () => (await client.GetAsync("health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable,
            "readiness is red",
            30
        );
        using var ann = portal.Api(_people.Ann);
        using var answer = await ann.GetAsync("hosts");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "database-away"), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.True(portal.Running, portal.Output);
    }

    private async Task GoesOnAsync(PortalProcess portal)
    {
        using var client = new HttpClient { BaseAddress = portal.Address };
        await Eventually.TrueAsync(async () => (await client.GetAsync("health/ready")).IsSuccessStatusCode, "readiness is green again", 30);
        var (_, port, _) = await AccessLoop.OpenAsync(portal, _people, _service, "PT1M");
        Assert.Equal(SocketError.Success, await Support.Client.KnockAsync(port));
        Assert.True(portal.Running, portal.Output);
    }
}
