using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace JitPortal.Data;

/// <summary>
/// Reads from an exception whether the database is away (absent, refusing, full, locked), or two writers only met. Sources: PostgreSQL's
/// appendix A "Error Codes" and SQLite's "Result Codes".
/// </summary>
public static class DatabaseTrouble
{
    /// <summary>Nothing is wrong with what was asked: the database cannot be reached, or cannot write at this moment.</summary>
    public static bool IsAway(Exception exception) =>
        Chain(exception)
            .Any(e =>
                e switch
                {
                    PostgresException postgres => IsAway(postgres.SqlState),
                    NpgsqlException => true,
                    SqliteException sqlite => IsAway(sqlite.SqliteErrorCode),
                    _ => false,
                }
            );

    /// <summary>A table is missing, or the file of an SQLite database, or a page of a PostgreSQL one, is damaged: waiting does not help.</summary>
    public static bool IsDamage(Exception exception) =>
        Chain(exception)
            .Any(e =>
                e switch
                {
                    PostgresException postgres => postgres.SqlState
                        is PostgresErrorCodes.UndefinedTable
                            or PostgresErrorCodes.UndefinedColumn
                            or PostgresErrorCodes.DataCorrupted
                            or PostgresErrorCodes.IndexCorrupted,
                    // SQLITE_ERROR (no such table or column), CORRUPT, NOTADB.
                    SqliteException sqlite => sqlite.SqliteErrorCode is 1 or 11 or 26,
                    _ => false,
                }
            );

    /// <summary>Two transactions met; the same work done again succeeds.</summary>
    public static bool IsCollision(Exception exception) =>
        Chain(exception)
            .OfType<PostgresException>()
            .Any(e => e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected);

    /// <summary>Why, without server names, files or passwords: fit for an operator's log line or standard error.</summary>
    public static string Why(Exception exception)
    {
        foreach (var e in Chain(exception))
        {
            if (e is PostgresException postgres)
                return $"PostgreSQL says {postgres.SqlState}: {postgres.MessageText}";
            if (e is SqliteException sqlite)
                return $"SQLite says {sqlite.SqliteErrorCode}: {sqlite.Message}";
            if (e is SocketException socket)
                return $"the server cannot be reached ({socket.SocketErrorCode})";
        }

        return exception.GetBaseException().Message;
    }

    /// <summary>25P03: the server ended a session that held a transaction and said nothing.</summary>
    private const string IdleInTransactionTimeout = "25P03";

    private static bool IsAway(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) // connection exceptions
        || state.StartsWith("28", StringComparison.Ordinal) // the log-in is refused
        || state.StartsWith("53", StringComparison.Ordinal) // connections, memory or disk used up
        || state.StartsWith("57P", StringComparison.Ordinal) // shut down, starting, session ended by an administrator
        || state.StartsWith("58", StringComparison.Ordinal) // input or output failed
        || state
            is PostgresErrorCodes.QueryCanceled
                or PostgresErrorCodes.LockNotAvailable
                or PostgresErrorCodes.ReadOnlySqlTransaction
                or PostgresErrorCodes.InvalidCatalogName
                or IdleInTransactionTimeout;

    // SQLITE_BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB.
    private static bool IsAway(int code) => code is 5 or 6 or 8 or 10 or 11 or 13 or 14 or 26;

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            yield return exception;
    }
}
