using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JitPortal.Data;

/// <summary>
/// Ready means: the database takes a write, and its schema is the one this program was built for. Looked at once in
/// <see cref="Fresh"/>, however often it is asked: anybody may ask.
/// </summary>
internal sealed class DatabaseHealth(IDbContextFactory<PortalDb> factory, PortalPaths paths, TimeProvider time) : IHealthCheck, IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>Seconds to wait for another writer before "cannot write" is said.</summary>
    private const int Patience = 3;
    private readonly SemaphoreSlim _one = new(1, 1);
    private (long At, HealthCheckResult Result)? _last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } last && time.GetElapsedTime(last.At) < Fresh)
                return last.Result;
            var result = await LookAsync(cancellationToken);
            _last = (time.GetTimestamp(), result);
            return result;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<HealthCheckResult> LookAsync(CancellationToken ct)
    {
        try
        {
            await using var db = await factory.CreateDbContextAsync(ct);
            db.Database.SetCommandTimeout(Patience);
            // NB. Of a database that cannot be opened EF Core says that every migration is missing.
            await db.Database.OpenConnectionAsync(ct);
            if ((await db.Database.GetPendingMigrationsAsync(ct)).Any())
                return HealthCheckResult.Unhealthy("The database's schema is older than the program.");
            if (db.Database.IsSqlite())
                await WriteSqliteAsync(ct);
            else
                await WritePostgresAsync(db, ct);
            return HealthCheckResult.Healthy("The database takes writes.");
        }
        catch (Exception e) when (DatabaseFile.IsReplaced(e))
        {
            return HealthCheckResult.Unhealthy(DatabaseFile.Sentence, e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The exception's text may name servers and files; it goes to the log through the check's exception, not to the caller.
            return HealthCheckResult.Unhealthy("The database does not answer, or takes no write.", e);
        }
    }

    /// <summary>A real write of one page, without the pool, whose connections wait longer. The number itself means nothing.</summary>
    private async Task WriteSqliteAsync(CancellationToken ct)
    {
        var where = new SqliteConnectionStringBuilder
        {
            DataSource = paths.Database,
            Mode = SqliteOpenMode.ReadWrite,
            DefaultTimeout = Patience,
        };
        await using var connection = new SqliteConnection(where.ToString());
        await connection.OpenAsync(ct);
        await using var write = connection.CreateCommand();
        write.CommandText = $"PRAGMA user_version = {time.GetUtcNow().ToUnixTimeSeconds() & int.MaxValue}";
        await write.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A number of a sequence of its own: written ahead like any row, refused by a standby, and bloats no table.</summary>
    private static Task<int> WritePostgresAsync(PortalDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"SELECT nextval({PostgresPortalDb.Readiness}::regclass)", ct);
}
