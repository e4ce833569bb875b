using Microsoft.EntityFrameworkCore;

namespace JitPortal.Data;

/// <summary>Brings the database to the present schema before anything reads it.</summary>
public sealed partial class DatabasePreparation(IDbContextFactory<PortalDb> factory, ILogger<DatabasePreparation> logger)
{
    /// <summary>A process killed while migrating leaves a lock row on SQLite that would block every later start for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task MigrateAsync(CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            if (db.Database.IsNpgsql())
            {
                // A migration of a large table takes longer than the half minute that the portal's own statements get.
                await db.Database.OpenConnectionAsync(limit.Token);
                await db.Database.ExecuteSqlRawAsync("SET statement_timeout = 0; SET lock_timeout = 0", limit.Token);
                db.Database.SetCommandTimeout(Patience);
            }

            await db.Database.MigrateAsync(limit.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            Log.Stuck(logger, Patience);
            throw new TimeoutException(
                "The database's schema could not be brought up to date within five minutes. If an earlier start was killed while it did so, delete the rows of the table __EFMigrationsLock and start again.",
                e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Critical, "The schema migration did not end within {Patience}.")]
        public static partial void Stuck(ILogger logger, TimeSpan patience);
    }
}
