using System.Globalization;
using JitPortal.Shared;
using Microsoft.Data.Sqlite;

namespace JitPortal.Data;

/// <summary>
/// Copies everything that must survive into one folder, also while the portal runs, and brings it back. Timers are not part of it: they
/// are made anew from the grants. With PostgreSQL the database itself is backed up by its own tools; the rest is the same.
/// </summary>
public sealed class Backup(PortalPaths paths, DatabaseOptions database, TimeProvider clock)
{
    private const string DatabaseName = "portal.db";

    private bool OnSqlite => database.Provider == DatabaseProvider.Sqlite;

    public Outcome<string> Save(string folder)
    {
        var target = Path.GetFullPath(folder);
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            return Refusal.Conflict("backup-not-empty", $"{target} is not empty. Name a new folder for each back-up.");
        if (OnSqlite && !File.Exists(paths.Database))
            return Refusal.NotFound("backup-nothing", $"There is no portal in {paths.Root} to back up.");
        PrivateFolder.Make(target);
        CopyFolder(paths.Keys, Path.Combine(target, "keys"));
        // NB. Before the database: a checkpoint for an entry that the copied database does not have yet would read as a cut journal.
        if (File.Exists(paths.Checkpoints))
            File.Copy(paths.Checkpoints, Path.Combine(target, Path.GetFileName(paths.Checkpoints)));
        if (OnSqlite)
            CopyDatabase(paths.Database, Path.Combine(target, DatabaseName));
        CopyFolder(paths.Scans, Path.Combine(target, "scans"));
        return target;
    }

    /// <summary>What was there before is moved aside, never deleted. The caller holds the data folder's lock.</summary>
    public Outcome<string> Restore(string folder)
    {
        var source = Path.GetFullPath(folder);
        if (!Directory.Exists(Path.Combine(source, "keys")) || (OnSqlite && !File.Exists(Path.Combine(source, DatabaseName))))
            return Refusal.NotFound("backup-missing", $"{source} holds no back-up: it has no keys folder or no {DatabaseName}.");
        SqliteConnection.ClearAllPools();
        var aside = Path.Combine(paths.Root, "before-restore-" + clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));
        PrivateFolder.Make(aside);
        foreach (var file in (string[])[.. Database(paths.Database), .. Database(paths.TimersDatabase), paths.Checkpoints])
            if (File.Exists(file))
                File.Move(file, Path.Combine(aside, Path.GetFileName(file)));
        foreach (var kept in (string[])[paths.Keys, paths.Scans])
            if (Directory.Exists(kept))
                Directory.Move(kept, Path.Combine(aside, Path.GetFileName(kept)));
        if (OnSqlite)
            CopyDatabase(Path.Combine(source, DatabaseName), paths.Database);
        CopyFolder(Path.Combine(source, "keys"), paths.Keys);
        CopyFolder(Path.Combine(source, "scans"), paths.Scans);
        var checkpoints = Path.Combine(source, Path.GetFileName(paths.Checkpoints));
        if (File.Exists(checkpoints))
            File.Copy(checkpoints, paths.Checkpoints);
        return aside;
    }

    private static string[] Database(string file) => [file, file + "-wal", file + "-shm"];

    /// <summary>SQLite's own online copy: consistent while somebody writes.</summary>
    private static void CopyDatabase(string from, string to)
    {
        using var source = new SqliteConnection(DataRegistration.SqliteConnectionString(from));
        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ToString());
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }

    private static void CopyFolder(string from, string to)
    {
        PrivateFolder.Make(to);
        if (!Directory.Exists(from))
            return;
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
