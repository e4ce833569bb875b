using System.Net;
using System.Text.Json;
using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Shared;
using JitPortal.Tests.Scanning;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Reliability;

/// <summary>A database session that is lost, a database that takes no write, and processes beside the portal: decisions go on, and what is said is true.</summary>
public sealed class LostSessionTests(PostgresFixture server) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("jitportal-lost-").FullName;

    private string Data => Path.Combine(_root, "data");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        await TemporaryFolder.DeleteAsync(_root);
    }

    /// <summary>One that holds the chain's lock and says nothing any more, as a cut cable or a frozen machine leaves it.</summary>
    [Fact]
    public async Task Session_LostWhileItHoldsTheChain_IsEndedByTheServerWithinSeconds()
    {
        var settings = await DatabaseAsync();
        await using var lost = await StoreFixture.CreateAsync(settings: settings, time: TimeProvider.System);
        await using var store = await StoreFixture.CreateAsync(settings: settings, time: TimeProvider.System);
        var (begun, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        var hangs = lost.Get<JournaledWrite>()
            .RunAsync<Unit>(
                Actor.System,
                async (_, scope) =>
                {
                    scope.Record("test:1", new Noted());
                    begun.TrySetResult();
                    await never.Task;
                    return Unit.Done;
                },
                CancellationToken.None
            );
        await await Task.WhenAny(begun.Task, hangs);
        var asked = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(async () => await WritesAsync(store), "another writes", 40);
        Assert.InRange(TimeProvider.System.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(25));
        never.SetResult();
        await Assert.ThrowsAnyAsync<Exception>(() => hangs.WaitAsync(TimeSpan.FromSeconds(30)));
        var verified = await store.Get<JournalVerifier>().VerifyAsync(CancellationToken.None);
        Assert.True(verified.Intact || verified.Sentence.Contains("journal.pem", StringComparison.Ordinal), verified.Sentence);
        await using var db = store.Db();
        Assert.False(await db.Journal.AnyAsync(e => e.Subject == "test:1"));
    }

    [Fact]
    public async Task Connections_AllCarryTheServersTimeouts()
    {
        await using var store = await StoreFixture.CreateAsync(settings: await DatabaseAsync());
        await using var db = store.Db();
        foreach (
            var (name, value) in new[]
            {
                ("idle_in_transaction_session_timeout", "10s"),
                ("lock_timeout", "5s"),
                ("statement_timeout", "30s"),
                ("tcp_keepalives_idle", "5"),
                ("tcp_user_timeout", "10000"),
            }
        )
        {
            var set = await db
                .Database.SqlQuery<string>($"SELECT setting || unit AS \"Value\" FROM pg_settings WHERE name = {name}")
                .SingleAsync();
            var shown = await db.Database.SqlQuery<string>($"SELECT current_setting({name}) AS \"Value\"").SingleAsync();
            Assert.True(
                shown.StartsWith(value, StringComparison.Ordinal) || set.StartsWith(value, StringComparison.Ordinal),
                $"{name} is {shown} ({set})."
            );
        }
    }

    [Fact]
    public async Task Ready_DatabaseThatCanBeReadAndNotWritten_IsRed()
    {
        await using var portal = await PortalProcess.StartAsync(Data);
        using var client = new HttpClient { BaseAddress = portal.Address };
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "portal.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var hold = connection.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            await hold.ExecuteNonQueryAsync();
            await Eventually.TrueAsync(
                async () => (await client.GetAsync("health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable,
                "readiness is red",
                30
            );
        }

        await Eventually.TrueAsync(async () => (await client.GetAsync("health/ready")).IsSuccessStatusCode, "readiness is green again", 60);
    }

    [Fact]
    public async Task Ready_OnAStandbyThatTakesNoWrites_IsRed()
    {
        var settings = (await DatabaseAsync()).Select(s => $"--{s.Key}={s.Value}").ToArray();
        await using var portal = await PortalProcess.StartAsync(Data, settings);
        using var client = new HttpClient { BaseAddress = portal.Address };
        var database = new Npgsql.NpgsqlConnectionStringBuilder(settings[1].Split('=', 2)[1]).Database!;
        await server.SqlAsync("postgres", $"ALTER DATABASE {database} SET default_transaction_read_only = on");
        await server.SqlAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
        await Eventually.TrueAsync(
            async () => (await client.GetAsync("health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable,
            "readiness is red",
            30
        );
        await server.SqlAsync("postgres", $"ALTER DATABASE {database} RESET default_transaction_read_only");
        await server.SqlAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
        await Eventually.TrueAsync(async () => (await client.GetAsync("health/ready")).IsSuccessStatusCode, "readiness is green again", 60);
    }

    /// <summary>A command line scans beside the portal, which starts, is killed and starts again: only a scan of its own would be interrupted.</summary>
    [Fact]
    public async Task Start_BesideAScanOfTheCommandLine_LetsItGoOn()
    {
        var ann = await PortalApp.AddPersonAsync(Data, "ann@example.org", Role.Operator);
        var folder = Directory.CreateDirectory(Path.Combine(_root, "nmap"));
        var go = Path.Combine(_root, "go");
        var nmap = ShellProgram.Write(
            folder,
            $"""
            [ "$1" = --version ] && echo 'Nmap version 7.95 ( https://nmap.org )' && exit 0
            while [ ! -e {go} ]; do sleep 0.1; done
            echo '<nmaprun scanner="nmap" version="7.95"><host><status state="up"/><address addr="127.77.0.1" addrtype="ipv4"/></host><runstats><finished exit="success"/></runstats></nmaprun>'
            """
        );
        var scanning = PortalProcess.RunAsync(
            null,
            "scan",
            "run",
            "127.77.0.1",
            "--json",
            "--data",
            Data,
            "--Scanning:AllowedRanges:0=127.77.0.0/16",
            $"--Scanning:NmapPath={nmap}"
        );
        for (var start = 0; start < 2; start++)
        {
            await using var portal = await PortalProcess.StartAsync(Data);
            using var client = portal.Api(ann);
            await Eventually.TrueAsync(
                async () => (await client.GetStringAsync("scans")).Contains("\"Running\"", StringComparison.Ordinal),
                "the scan runs",
                30
            );
            await portal.KillAsync();
        }

        await File.WriteAllTextAsync(go, "");
        var (code, output, error) = await scanning;
        Assert.True(code == 0, output + error);
        Assert.Equal("Completed", JsonDocument.Parse(output).RootElement.GetProperty("state").GetString());
    }

    private static async Task<bool> WritesAsync(StoreFixture store)
    {
        try
        {
            return (
                await store
                    .Get<JournaledWrite>()
                    .RunAsync<Unit>(
                        Actor.System,
                        (_, scope) =>
                        {
                            scope.Record("test:2", new Noted());
                            return Task.FromResult<Outcome<Unit>>(Unit.Done);
                        },
                        CancellationToken.None
                    )
            ).Ok;
        }
        catch (Exception e) when (DatabaseTrouble.IsAway(e))
        {
            return false;
        }
    }

    private async Task<Dictionary<string, string?>> DatabaseAsync()
    {
        Assert.SkipUnless(server.IsThere, PostgresFixture.Missing);
        return new() { ["Database:Provider"] = "Postgres", ["Database:ConnectionString"] = await server.NewDatabaseAsync() };
    }
}
