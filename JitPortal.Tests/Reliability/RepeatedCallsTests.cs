using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// Calls with an Idempotency-Key to a real portal on a real PostgreSQL server, where the first call comes to a bad end: its client goes away,
/// its verb throws, its portal is killed before or after it took effect. The same call again does it or gets the answer, and once only.
/// </summary>
public sealed class RepeatedCallsTests(PostgresFixture server) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-again-").FullName;
    private readonly TcpService _service = new();
    private string _database = "";
    private string _ann = "";
    private string _ben = "";

    private string[] Settings =>
        ["--Database:Provider=Postgres", $"--Database:ConnectionString={_database}", "--Gateway:Ports=29200-29299"];

    private string DatabaseName => new Npgsql.NpgsqlConnectionStringBuilder(_database).Database!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(server.IsThere, PostgresFixture.Missing);
        _database = await server.NewDatabaseAsync();
        (_ann, _ben) = await AccessLoop.PeopleAsync(_folder, Settings);
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        using var ann = portal.Api(_ann);
        (await ann.PostAsync("scans/import?vantage=office", new StringContent(_service.Scan))).EnsureSuccessStatusCode().Dispose();
        await portal.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Fact]
    public async Task Again_AfterTheClientWentAwayInTheMiddle_IsDoneOnce()
    {
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        using var ann = portal.Api(_ann);
        await using (await LockAsync("Requests"))
        {
            using var away = new CancellationTokenSource();
            var first = AskAsync(ann, "k", ct: away.Token);
            await WaitedForAsync("Requests");
            await away.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        }

        var (status, again) = await AskUntilDoneAsync(ann, "k");
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal([Id(again)], await RequestsAsync(ann));
    }

    [Fact]
    public async Task Again_AfterTheVerbThrew_IsDone()
    {
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        using var ann = portal.Api(_ann);
        await server.SqlAsync(DatabaseName, """ALTER TABLE "Requests" RENAME TO "Elsewhere" """);
        Assert.Equal(HttpStatusCode.InternalServerError, (await AskAsync(ann, "k")).Status);
        await server.SqlAsync(DatabaseName, """ALTER TABLE "Elsewhere" RENAME TO "Requests" """);

        var (status, again) = await AskAsync(ann, "k");
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal([Id(again)], await RequestsAsync(ann));
    }

    [Fact]
    public async Task Again_AfterAKillInTheMiddle_IsDone()
    {
        await using (var portal = await PortalProcess.StartAsync(_folder, Settings))
        {
            using var client = portal.Api(_ann);
            await using (await LockAsync("Requests"))
            {
                var first = AskAsync(client, "k");
                await WaitedForAsync("Requests");
                await portal.KillAsync();
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => first);
                await server.SqlAsync(
                    DatabaseName,
                    $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{DatabaseName}' AND wait_event_type = 'Lock'"
                );
            }
        }

        await using var next = await PortalProcess.StartAsync(_folder, Settings);
        using var ann = next.Api(_ann);
        var (status, again) = await AskAsync(ann, "k");
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal([Id(again)], await RequestsAsync(ann));
    }

    /// <summary>The answer is kept a moment after the effect is committed; a database that is slow just there makes the moment long.</summary>
    [Fact]
    public async Task Again_AfterAKillBetweenEffectAndAnswer_GetsTheAnswerOfTheOneEffect()
    {
        await server.SqlAsync(
            DatabaseName,
            """
            CREATE FUNCTION wait_long() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(20); RETURN NEW; END $$;
            CREATE TRIGGER slow_answers BEFORE UPDATE ON "IdempotentCalls" FOR EACH ROW WHEN (NEW."Status" >= 200) EXECUTE FUNCTION wait_long();
            """
        );
        string id;
        await using (var portal = await PortalProcess.StartAsync(_folder, Settings))
        {
            using var client = portal.Api(_ann);
            var first = AskAsync(client, "ask");
            id = Assert.Single(
                await Eventually.GetAsync(
                    async () => await RequestsAsync(client) is { Length: > 0 } made ? made : null,
                    "the request is made",
                    60
                )
            );
            await portal.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => first);
        }

        await using (var portal = await PortalProcess.StartAsync(_folder, Settings))
        {
            using var ann = portal.Api(_ann);
            using var ben = portal.Api(_ben);
            await server.SqlAsync(
                DatabaseName,
                $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{DatabaseName}' AND wait_event = 'PgSleep'"
            );
            var (status, again) = await AskAsync(ann, "ask");
            Assert.Equal((HttpStatusCode.Created, id), (status, Id(again)));
            Assert.Equal([id], await RequestsAsync(ann));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AskAsync(ann, "ask", reason: "another")).Status);

            var approving = PostAsync(ben, $"requests/{id}/approve", "yes", new { });
            await Eventually.TrueAsync(
                async () => (await ann.GetFromJsonAsync<JsonElement>($"requests/{id}")).GetProperty("state").GetString() == "Approved",
                "it is approved"
            );
            await portal.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => approving);
        }

        await server.SqlAsync(DatabaseName, """DROP TRIGGER slow_answers ON "IdempotentCalls" """);
        await using var last = await PortalProcess.StartAsync(_folder, Settings);
        using var approver = last.Api(_ben);
        var (said, approved) = await PostAsync(approver, $"requests/{id}/approve", "yes", new { });
        Assert.Equal((HttpStatusCode.OK, id), (said, Id(approved)));
        Assert.Single(approved.GetProperty("decisions").EnumerateArray());
        Assert.Single(approved.GetProperty("grants").EnumerateArray());
    }

    [Fact]
    public async Task Twenty_AtOnceWithOneKey_HaveOneEffectAndOneAnswer()
    {
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        using var ann = portal.Api(_ann);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskUntilDoneAsync(ann, "k")));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Equal(answers.Select(a => Id(a.Body)).Distinct(), await RequestsAsync(ann));
    }

    [Fact]
    public async Task Key_OfAnotherPersonOrForAnotherCall_IsApart()
    {
        var cem = await PortalProcess.AddPersonAsync(_folder, "cem@example.org", "Requester", Settings);
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        using var ann = portal.Api(_ann);
        using var another = portal.Api(cem);
        var (status, mine) = await AskAsync(ann, "k");
        Assert.Equal(HttpStatusCode.Created, status);
        var (wrong, problem) = await AskAsync(ann, "k", reason: "another");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency-key-reused"), (wrong, problem.GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(ann, $"requests/{Id(mine)}/withdraw", "k", new { })).Status);
        var (theirs, other) = await AskAsync(another, "k");
        Assert.Equal(HttpStatusCode.Created, theirs);
        Assert.NotEqual(Id(mine), Id(other));
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(
        HttpClient who,
        string key,
        string reason = "a look",
        CancellationToken ct = default
    ) =>
        PostAsync(
            who,
            "requests",
            key,
            new
            {
                services = new[] { $"{_service.Endpoint.Address}:{_service.Endpoint.Port}/tcp" },
                duration = "PT2M",
                reason,
            },
            ct
        );

    /// <summary>As a careful client: while the first call is said to be on its way, it asks again.</summary>
    private async Task<(HttpStatusCode Status, JsonElement Body)> AskUntilDoneAsync(HttpClient who, string key)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await AskAsync(who, key);
            if (answer.Status != HttpStatusCode.Conflict || tries == 50)
                return answer;
            await Task.Delay(100);
        }
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        HttpClient who,
        string path,
        string key,
        object body,
        CancellationToken ct = default
    )
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        call.Headers.Add("Idempotency-Key", key);
        using var answer = await who.SendAsync(call, ct);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(ct));
    }

    private static async Task<string[]> RequestsAsync(HttpClient who) =>
        [.. (await who.GetFromJsonAsync<JsonElement>("requests")).GetProperty("items").EnumerateArray().Select(Id)];

    private static string Id(JsonElement thing) => thing.GetProperty("id").GetString()!;

    /// <summary>Nobody can use the table until it is disposed of.</summary>
    private async Task<Npgsql.NpgsqlConnection> LockAsync(string table)
    {
        var connection = new Npgsql.NpgsqlConnection(_database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand($"""BEGIN; LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE""", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task WaitedForAsync(string table)
    {
        await using var connection = new Npgsql.NpgsqlConnection(_database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand(
            $"""SELECT count(*) FROM pg_locks WHERE relation = '"{table}"'::regclass AND NOT granted""",
            connection
        );
        await Eventually.TrueAsync(async () => (long)(await command.ExecuteScalarAsync())! > 0, "the call waits for the table");
    }
}
