using System.Net;
using System.Net.Sockets;
using JitPortal.Tests.Support;
using Npgsql;

namespace JitPortal.Tests.Reliability;

/// <summary>A portal on PostgreSQL, backed up and brought back as the verb says: its folder by the verb, its database by PostgreSQL's own tools.</summary>
public sealed class RestoredPostgresTests(PostgresFixture server) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("jitportal-dump-").FullName;
    private readonly TcpService _service = new();
    private string _database = "";

    private string Data => Path.Combine(_root, "data");

    private string Dump => Path.Combine(_root, "dump.sql");

    private string[] Settings =>
        ["--Database:Provider=Postgres", $"--Database:ConnectionString={_database}", "--Gateway:Ports=29410-29429"];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(server.IsThere, PostgresFixture.Missing);
        _database = await server.NewDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await TemporaryFolder.DeleteAsync(_root);
    }

    [Fact]
    public async Task Restore_DumpThenFolder_TheJournalHoldsKeptAccessStandsAndAForgottenDoorIsShut()
    {
        var people = await AccessLoop.PeopleAsync(Data, Settings);
        var saved = Path.Combine(_root, "saved");
        (string Id, int Port, DateTimeOffset Deadline) kept,
            forgotten;
        await using (var portal = await PortalProcess.StartAsync(Data, Settings))
        {
            kept = await AccessLoop.OpenAsync(portal, people, _service, "PT10M");
            await OkAsync("backup", saved);
            await ToolAsync("pg_dump", "--file", Dump);
            forgotten = await AccessLoop.OpenAsync(portal, people, _service, "PT10M");
            Assert.Equal(SocketError.Success, await Client.KnockAsync(forgotten.Port));
            await portal.KillAsync();
        }

        var name = new NpgsqlConnectionStringBuilder(_database).Database;
        await server.SqlAsync("postgres", $"DROP DATABASE {name} WITH (FORCE)");
        await server.SqlAsync("postgres", $"CREATE DATABASE {name}");
        await ToolAsync("psql", "--quiet", "--set=ON_ERROR_STOP=1", "--file", Dump);
        await OkAsync("restore", saved);

        await using var restored = await PortalProcess.StartAsync(Data, Settings);
        using var loop = AccessLoop.At(restored, people);
        await Eventually.TrueAsync(
            async () => await Client.KnockAsync(kept.Port) == SocketError.Success,
            "the access that the back-up knows stands",
            30
        );
        Assert.Equal("Open", await loop.StateAsync(kept.Id));
        using (var unknown = await loop.Ann.GetAsync($"grants/{forgotten.Id}"))
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(forgotten.Port));
        await OkAsync("journal", "verify");
    }

    private async Task OkAsync(params string[] verb)
    {
        var (code, output, error) = await PortalProcess.RunAsync(null, [.. verb, "--data", Data, .. Settings]);
        Assert.True(code == 0, output + error);
    }

    private async Task ToolAsync(string program, params string[] arguments)
    {
        var url = new NpgsqlConnectionStringBuilder(_database);
        Assert.Equal(
            0,
            await PostgresPrograms.RunAsync(
                Path.Combine(PostgresPrograms.Newest()!, program),
                ["--host", url.Host!, "--port", $"{url.Port}", "--username", url.Username!, "--dbname", url.Database!, .. arguments]
            )
        );
    }
}
