using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using JitPortal.Tests.Support;
using Npgsql;

namespace JitPortal.Tests.Reliability;

/// <summary>A real PostgreSQL server that answers, but not with what was asked for.</summary>
public sealed class DatabaseRefusesTests(PostgresFixture server) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private static int _roles;
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-refuses-").FullName;
    private readonly string _role = $"portal{Interlocked.Increment(ref _roles)}";
    private readonly TcpService _service = new();
    private string _database = "";
    private (string Ann, string Ben) _people;

    private string[] Settings =>
        ["--Database:Provider=Postgres", $"--Database:ConnectionString={_database}", "--Gateway:Ports=26600-26799"];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(server.IsThere, PostgresFixture.Missing);
        await server.SqlAsync("postgres", $"CREATE ROLE {_role} LOGIN SUPERUSER PASSWORD 'sesame-one'");
        await server.AskForPasswordAsync(_role);
        _database = new NpgsqlConnectionStringBuilder(await server.NewDatabaseAsync())
        {
            Username = _role,
            Password = "sesame-one",
        }.ConnectionString;
        _people = await AccessLoop.PeopleAsync(_folder, Settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Fact]
    public async Task PasswordChanged_DoorsKeepTheirDeadlinesNothingIsDecidedAndAllGoesOnWithTheRightOne()
    {
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        using var loop = AccessLoop.At(portal, _people);
        var (id, port, deadline) = await AccessLoop.OpenAsync(portal, _people, _service, "PT15S");
        using var live = await Support.Client.LiveAsync(port);

        await server.SqlAsync("postgres", $"ALTER ROLE {_role} PASSWORD 'second'");
        await server.SqlAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{_role}'");
        await Eventually.TrueAsync(
            async () => (await loop.Ann.GetAsync("../../health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable,
            "readiness is red",
            20
        );
        using var answer = await loop.Ann.GetAsync("hosts");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "database-away"), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal(SocketError.ConnectionReset, await Support.Client.EndAsync(live));
        Assert.InRange(DateTimeOffset.UtcNow, deadline.AddMilliseconds(-500), deadline.AddSeconds(2));
        Assert.True(portal.Running, portal.Output);
        Assert.DoesNotContain("sesame-one", portal.Output, StringComparison.Ordinal);

        await server.SqlAsync("postgres", $"ALTER ROLE {_role} PASSWORD 'sesame-one'");
        await Eventually.TrueAsync(
            async () => (await loop.Ann.GetAsync("../../health/ready")).IsSuccessStatusCode,
            "readiness is green again",
            30
        );
        await Eventually.TrueAsync(async () => await loop.StateAsync(id) == "Closed", "the grant that ended meanwhile is closed", 30);
        var (_, again, _) = await AccessLoop.OpenAsync(portal, _people, _service, "PT1M");
        Assert.Equal(SocketError.Success, await Support.Client.KnockAsync(again));
        Assert.Equal(0, await portal.StopAsync());
    }

    [Theory]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    public async Task TransactionsMeet_TheWorkIsDoneAgainAndNeverA500(string code)
    {
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        await MeetAsync(code, times: 2);
        await AccessLoop.OpenAsync(portal, _people, _service, "PT1M");

        await MeetAsync(code, times: 1_000_000);
        using var ann = portal.Api(_people.Ann);
        using var answer = await ann.PostAsJsonAsync(
            "requests",
            new
            {
                services = new[] { $"{_service.Endpoint.Address}:{_service.Endpoint.Port}/tcp" },
                duration = "PT1M",
                reason = "a look",
                again = true,
            }
        );
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.Conflict, "changed-meanwhile"), (answer.StatusCode, problem.GetProperty("code").GetString()));

        await MeetAsync(code, times: 0);
        await Eventually.TrueAsync(async () => (await ann.GetAsync("../../health/ready")).IsSuccessStatusCode, "readiness is green", 30);
        await AccessLoop.OpenAsync(portal, _people, _service, "PT1M");
    }

    /// <summary>The next so many entries of the journal meet another transaction. A sequence is not rolled back with what failed.</summary>
    private Task MeetAsync(string code, int times) =>
        server.SqlAsync(
            new NpgsqlConnectionStringBuilder(_database).Database!,
            $$"""
            DROP TRIGGER IF EXISTS meet ON "Journal"; DROP SEQUENCE IF EXISTS meetings; CREATE SEQUENCE meetings;
            CREATE OR REPLACE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql AS
              $f$ BEGIN IF nextval('meetings') <= {{times}} THEN RAISE EXCEPTION 'met' USING ERRCODE = '{{code}}'; END IF; RETURN NEW; END $f$;
            CREATE TRIGGER meet BEFORE INSERT ON "Journal" FOR EACH ROW EXECUTE FUNCTION meet();
            """
        );
}
