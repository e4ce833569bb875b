using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace JitPortal.Data;

/// <summary>
/// Sees whether the SQLite file that this process began with still lies at its path. NB. A process goes on happily in a file that was
/// moved away or deleted, and all that it writes there is lost with its end. So nothing more is read or written then, as if the database
/// were away, until that file is back or the portal is started anew.
/// </summary>
internal sealed partial class DatabaseFile(PortalPaths paths, ILogger<DatabaseFile> logger) : DbConnectionInterceptor, IDisposable
{
    public const string Sentence =
        "The database file was replaced or taken away while the portal runs. Put it back, or stop the portal and start it with the file that it shall use.";

    // SQLite's "Result Codes" (READONLY, READONLY_DBMOVED) and "Standard File Control Opcodes".
    private const int ReadOnly = 8;
    private const int DatabaseMoved = 1032;
    private const int HasMoved = 20;
    private readonly Lock _one = new();
    private SqliteConnection? _first;
    private bool _told;

    public static bool IsReplaced(Exception exception) =>
        exception.GetBaseException() is SqliteException { SqliteExtendedErrorCode: DatabaseMoved };

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Check();

    public override Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Check();
        return Task.CompletedTask;
    }

    /// <summary>What lies at the path now is what counts: whoever holds the data folder's lock put it there.</summary>
    public void Accept()
    {
        lock (_one)
        {
            _first?.Dispose();
            (_first, _told) = (null, false);
        }
    }

    public void Dispose() => _first?.Dispose();

    private void Check()
    {
        lock (_one)
        {
            var moved = IsMoved(_first ??= Open());
            if (moved && !_told)
                Log.Replaced(logger, Sentence);
            _told = moved;
            if (moved)
                throw new SqliteException(Sentence, ReadOnly, DatabaseMoved);
        }
    }

    /// <summary>Held for the life of the process, and used for this question only.</summary>
    private SqliteConnection Open()
    {
        var first = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = paths.Database,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
            }.ToString()
        );
        first.Open();
        return first;
    }

    private static bool IsMoved(SqliteConnection connection) =>
        FileControl(connection.Handle!, "main\0"u8.ToArray(), HasMoved, out var moved) == raw.SQLITE_OK && moved != 0;

    [
        DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control"),
        DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)
    ]
    private static extern int FileControl(sqlite3 database, byte[] name, int question, out int answer);

    private static partial class Log
    {
        [LoggerMessage(1404, LogLevel.Critical, "{Sentence}")]
        public static partial void Replaced(ILogger logger, string sentence);
    }
}
