using JitPortal.Shared;
using Microsoft.Extensions.Options;
using Npgsql;

namespace JitPortal.Data;

/// <summary>
/// Held by the one portal that serves a PostgreSQL database: a session of its own with an advisory lock. Two portals would each open
/// doors for every grant, and one would say "closed" while the other's door stands. On SQLite the data folder's lock does this.
/// </summary>
internal sealed partial class SolePortal(IOptions<DatabaseOptions> database, ILogger<SolePortal> log) : IAsyncDisposable
{
    /// <summary>Key of the advisory lock ("JitP" and "Sole" in ASCII).</summary>
    private const long Lock = 0x4A69745053_6F6C65;

    /// <summary>
    /// For a portal that lost its place without knowing it yet, to find out and shut its doors. It asks each second.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private NpgsqlConnection? _session;

    /// <summary>True where there is something to hold.</summary>
    public bool Needed => database.Value.Provider == DatabaseProvider.Postgres;

    /// <summary>Takes the place, or says that another portal has it. Throws where the database is away.</summary>
    public async Task<Outcome<Unit>> TakeAsync(CancellationToken ct)
    {
        if (!Needed)
            return Unit.Done;
        var session = new NpgsqlConnection(ConnectionString());
        try
        {
            await session.OpenAsync(ct);
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", session)
            {
                Parameters = { new() { Value = Lock } },
            };
            if (await command.ExecuteScalarAsync(ct) is true)
            {
                _session = session;
                session = null;
                return Unit.Done;
            }

            return Refusal.Conflict(
                "database-in-use",
                "Another portal already serves this PostgreSQL database. Stop it first, or give this one a database of its own."
            );
        }
        finally
        {
            if (session is not null)
                await session.DisposeAsync();
        }
    }

    /// <summary>
    /// NB. The place may be free because its session was ended under a portal that still runs. While there are sessions of one, this portal
    /// waits, so that the other has ended before this one opens a door.
    /// </summary>
    public async Task WaitForOthersAsync(CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; _session is { } session && waited < Grace; waited += Look)
        {
            await using var command = new NpgsqlCommand(
                "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid())",
                session
            )
            {
                Parameters = { new() { Value = PostgresConnection.ApplicationName } },
            };
            if (await command.ExecuteScalarAsync(ct) is false)
                return;
            if (waited == TimeSpan.Zero)
                Log.Waits(log);
            await Task.Delay(Look, ct);
        }
    }

    /// <summary>
    /// One look at the place: done at once while the session lives. When the session was lost it is taken again; where another portal was
    /// faster, <paramref name="lost"/> is told, for from then on this one must not hold a door.
    /// </summary>
    public async Task KeepAsync(Action<string> lost, CancellationToken ct)
    {
        if (!Needed || await LivesAsync(ct))
            return;
        var taken = await TakeAsync(ct);
        if (taken.Ok)
            Log.TakenAgain(log);
        else
            lost(taken.Refusal.Sentence);
    }

    public async ValueTask DisposeAsync() => await LetGoAsync();

    private async Task<bool> LivesAsync(CancellationToken ct)
    {
        try
        {
            if (_session is null)
                return false;
            await using var command = new NpgsqlCommand("SELECT 1", _session);
            await command.ExecuteScalarAsync(ct);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await LetGoAsync();
            return false;
        }
    }

    private async Task LetGoAsync()
    {
        if (Interlocked.Exchange(ref _session, null) is { } session)
            await session.DisposeAsync();
    }

    /// <summary>NB. Not pooled: closed means closed, and with the session goes its lock.</summary>
    private string ConnectionString() =>
        new NpgsqlConnectionStringBuilder(PostgresConnection.For(database.Value))
        {
            Pooling = false,
            CommandTimeout = 5,
            ApplicationName = PostgresConnection.ApplicationName,
        }.ConnectionString;

    private static partial class Log
    {
        [LoggerMessage(1011, LogLevel.Information, "The session that marks this portal as the only one was lost and is there again.")]
        public static partial void TakenAgain(ILogger log);

        [LoggerMessage(
            1013,
            LogLevel.Information,
            "Sessions of another portal are open on this database; this one waits a moment before it opens access."
        )]
        public static partial void Waits(ILogger log);
    }
}
