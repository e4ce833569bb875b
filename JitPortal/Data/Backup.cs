using JitPortal.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace JitPortal.Data;

/// <summary>
/// Copies everything that must survive into one folder, also while the portal runs. Timers are not part of it: they are made anew from
/// the grants. With PostgreSQL the database itself is backed up by its own tools; the rest is the same.
/// </summary>
internal sealed class Backup(PortalPaths paths, IOptions<DatabaseOptions> database, TimeProvider clock)
{
    internal const string DatabaseName = "portal.db";

    private bool OnSqlite => database.Value.Provider == DatabaseProvider.Sqlite;

    public Outcome<string> Save(string folder)
    {
        var target = Path.GetFullPath(folder);
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            return Refusal.Conflict("backup-not-empty", $"{target} is not empty. Name a new folder for each back-up.");
        if (OnSqlite && !File.Exists(paths.Database))
            return Refusal.NotFound("backup-nothing", $"There is no portal in {paths.Root} to back up.");
        PrivateFolder.Make(target);
        PrivateFolder.Close(target);
        var unfinished = Path.Combine(target, BackupManifest.Unfinished);
        File.WriteAllText(unfinished, "This back-up is being made, or was interrupted. It cannot be restored.\n");
        // NB. What vouches for the journal comes before the journal: a checkpoint for an entry that the copied database does not have yet
        // would read as a cut journal. Keys come last: whatever was protected until then can be read with them.
        FolderCopy.File(paths.JournalHead, Path.Combine(target, "keys", Path.GetFileName(paths.JournalHead)));
        FolderCopy.File(paths.Checkpoints, Path.Combine(target, Path.GetFileName(paths.Checkpoints)));
        if (OnSqlite)
            CopyDatabase(paths.Database, Path.Combine(target, DatabaseName));
        FolderCopy.Tree(paths.Scans, Path.Combine(target, "scans"), recursive: false);
        FolderCopy.Tree(paths.Enforcement, Path.Combine(target, "enforcement"));
        FolderCopy.Tree(paths.Keys, Path.Combine(target, "keys"));
        BackupManifest.Of(target, database.Value.Provider, clock.GetUtcNow()).Write(target);
        File.Delete(unfinished);
        return target;
    }

    /// <summary>SQLite's own online copy: consistent while somebody writes.</summary>
    internal static void CopyDatabase(string from, string to)
    {
        using (var source = new SqliteConnection(DataRegistration.SqliteConnectionString(from)))
        using (var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ToString()))
        {
            source.Open();
            target.Open();
            source.BackupDatabase(target);
        }

        PrivateFolder.CloseFile(to);
    }
}
