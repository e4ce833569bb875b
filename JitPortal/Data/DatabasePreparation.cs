using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Data;

/// <summary>Brings the database to the present schema before anything reads it.</summary>
internal sealed partial class DatabasePreparation(
    IDbContextFactory<PortalDb> factory,
    PortalPaths paths,
    ILogger<DatabasePreparation> logger
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task MigrateAsync(CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            // One process at a time. NB. EF Core's own lock is a row, which stays when its process is killed.
            using var turn = db.Database.IsSqlite()
                ? await LockFile.TakeAsync(Path.Combine(paths.Root, "migration.lock"), TimeSpan.MaxValue, limit.Token)
                : null;
            if (turn is not null)
                await ClearStaleLockAsync(db, limit.Token);
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
                "The database's schema could not be brought up to date within five minutes. See what else uses the database or holds migration.lock in the data folder, and start again.",
                e
            );
        }
    }

    /// <summary>A process killed while migrating leaves a lock row on SQLite that would block every later start. Whose turn it is knows that nobody is at it.</summary>
    private async Task ClearStaleLockAsync(PortalDb db, CancellationToken ct)
    {
        if (!File.Exists(paths.Database) || !await IsLockedAsync(db, ct))
            return;
        await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", ct);
        Log.LockCleared(logger);
    }

    private static async Task<bool> IsLockedAsync(PortalDb db, CancellationToken ct) =>
        await db.Database.SqlQueryRaw<int>("SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(ct)
            > 0
        && await db.Database.SqlQueryRaw<int>("SELECT COUNT(*) AS Value FROM \"__EFMigrationsLock\"").SingleAsync(ct) > 0;

    private static partial class Log
    {
        [LoggerMessage(
            1002,
            LogLevel.Warning,
            "An earlier start was killed while it brought the schema up to date; its lock was taken away."
        )]
        public static partial void LockCleared(ILogger logger);

        [LoggerMessage(1001, LogLevel.Critical, "The schema migration did not end within {Patience}.")]
        public static partial void Stuck(ILogger logger, TimeSpan patience);
    }
}
