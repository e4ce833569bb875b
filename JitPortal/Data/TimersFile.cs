using JitPortal.Shared;
using Microsoft.Data.Sqlite;

namespace JitPortal.Data;

/// <summary>
/// The file of Quartz's timers on SQLite. It may be lost at any time, for timers are set again from the portal's own tables; so one that
/// is damaged is set aside and made anew.
/// </summary>
internal sealed partial class TimersFile(PortalPaths paths, DatabaseOptions database, TimeProvider clock, ILogger<TimersFile> logger)
{
    /// <summary>Before the timers start, by the one portal that runs on the data folder.</summary>
    public void Prepare()
    {
        if (database.Provider != DatabaseProvider.Sqlite)
            return;
        if (Trouble() is { } trouble)
        {
            var aside = SetAside();
            Log.MadeAnew(logger, paths.TimersDatabase, trouble, aside);
        }

        using var connection = Open();
        using var command = connection.CreateCommand();
        // Quartz leaves the journal mode alone; it stays in the file once set.
        command.CommandText = "PRAGMA journal_mode=WAL";
        command.ExecuteNonQuery();
        PrivateFolder.CloseFile(paths.TimersDatabase);
    }

    /// <summary>What is wrong with the file; null when nothing is, or there is none.</summary>
    private string? Trouble()
    {
        if (Directory.Exists(paths.TimersDatabase))
            return "it is a folder";
        if (!File.Exists(paths.TimersDatabase))
            return null;
        try
        {
            using var connection = Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            return command.ExecuteScalar() is "ok" ? null : "SQLite's check of it failed";
        }
        catch (SqliteException e) when (e.SqliteErrorCode is not (5 or 6))
        {
            // All but SQLITE_BUSY and SQLITE_LOCKED, which say nothing about the file.
            return $"SQLite says {e.SqliteErrorCode}";
        }
    }

    private string SetAside()
    {
        var aside = $"{paths.TimersDatabase}.damaged-{clock.GetUtcNow():yyyyMMdd-HHmmss}";
        Directory.Move(paths.TimersDatabase, aside);
        if (File.Exists(aside))
            PrivateFolder.CloseFile(aside);
        foreach (var rest in (string[])["-wal", "-shm", "-journal"])
            File.Delete(paths.TimersDatabase + rest);
        return aside;
    }

    private SqliteConnection Open()
    {
        // NB. Not pooled: a connection kept open to a file that was set aside would go on with that one.
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder(DataRegistration.SqliteConnectionString(paths.TimersDatabase)) { Pooling = false }.ToString()
        );
        connection.Open();
        return connection;
    }

    private static partial class Log
    {
        [LoggerMessage(
            1012,
            LogLevel.Warning,
            "The file of the timers, {File}, was damaged ({Trouble}); it is made anew from the grants and schedules. The damaged one is kept as {Aside}."
        )]
        public static partial void MadeAnew(ILogger logger, string file, string trouble, string aside);
    }
}
