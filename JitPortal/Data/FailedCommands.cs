using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace JitPortal.Data;

/// <summary>
/// Logs database commands that fail, in the place of EF Core, which logs each as an error. NB. A broken unique index is no error here:
/// it is how two who come at once find out who was first (Idempotency-Keys, decisions, names). Whoever did not expect it lets the
/// exception go on, and it is logged where it ends.
/// </summary>
internal sealed partial class FailedCommands(ILogger<FailedCommands> logger) : DbCommandInterceptor
{
    /// <summary>SQLite's extended result codes SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE.</summary>
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteUnique = 2067;

    public static bool IsBrokenUniqueIndex(Exception exception) =>
        exception switch
        {
            SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqlitePrimaryKey or SqliteUnique,
            PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
            _ => false,
        };

    /// <summary>EF Core finds out that a PostgreSQL database is new by asking for its migrations.</summary>
    private static bool IsFirstStart(DbCommand command, Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable }
        && command.CommandText.Contains("\"__EFMigrationsHistory\"", StringComparison.Ordinal);

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Tell(command, eventData.Exception);

    public override Task CommandFailedAsync(
        DbCommand command,
        CommandErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Tell(command, eventData.Exception);
        return Task.CompletedTask;
    }

    private void Tell(DbCommand command, Exception exception)
    {
        if (IsBrokenUniqueIndex(exception) || IsFirstStart(command, exception))
            Log.Expected(logger, command.CommandText);
        else if (exception is not OperationCanceledException)
            Log.Failed(logger, exception, command.CommandText);
    }

    private static partial class Log
    {
        [LoggerMessage(1401, LogLevel.Error, "A database command failed: {Command}")]
        public static partial void Failed(ILogger logger, Exception exception, string command);

        [LoggerMessage(1402, LogLevel.Debug, "A database command failed, as it may: {Command}")]
        public static partial void Expected(ILogger logger, string command);
    }
}
