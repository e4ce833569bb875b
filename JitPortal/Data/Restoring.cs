using System.Globalization;
using JitPortal.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace JitPortal.Data;

/// <summary>
/// Brings a back-up in, all of it or nothing: everything is copied beside what is there, may be proved there, and then takes its place by
/// renaming. From the first copy until the last rename a file says so; while it lies there no portal starts. What was there before is
/// moved aside, never deleted. The caller holds the data folder's lock.
/// </summary>
internal sealed class Restoring(PortalPaths paths, IOptions<DatabaseOptions> database, DatabaseFile file, TimeProvider clock)
{
    private const string Copying = "copying";
    private const string Renaming = "renaming";

    /// <summary>Enough to see what kind of files they are.</summary>
    private const int MostNamed = 3;

    /// <summary>Everything that a back-up brings, or that must not outlive what it belonged to.</summary>
    private static readonly string[] Names =
    [
        .. Database(Backup.DatabaseName),
        "journal-checkpoints.jsonl",
        "keys",
        "scans",
        "enforcement",
    ];

    private bool OnSqlite => database.Value.Provider == DatabaseProvider.Sqlite;

    /// <summary>The new data folder while it is not in its place.</summary>
    public string Staging => Path.Combine(paths.Root, "restoring");

    /// <summary>What was there before is being moved aside: it can only be finished.</summary>
    public bool HasBegunToRename => StateNow().StartsWith(Renaming, StringComparison.Ordinal);

    private string State => StateOf(paths);

    /// <summary>Why nothing may run on this folder: a restore into it did not come to its end. Null when all is well.</summary>
    public static Refusal? Unfinished(PortalPaths paths) =>
        StateIn(paths) switch
        {
            "" => null,
            var state when state.StartsWith(Renaming, StringComparison.Ordinal) => Refusal.Conflict(
                "restore-unfinished",
                $"A restore into {paths.Root} did not come to its end, so nothing may start on half of it. Run the same restore again; what was there before is kept."
            ),
            _ => Refusal.Conflict(
                "restore-unfinished",
                $"A restore into {paths.Root} did not come to its end; what was there before is unchanged. Run the same restore again, or give it up with 'restore --abandon'."
            ),
        };

    /// <summary>Copies the back-up beside what is there. Until <see cref="Swap"/> nothing else has changed.</summary>
    /// <param name="unproved">Also a folder without a list of what it holds, or with more than its list names.</param>
    public Outcome<BackupManifest?> Stage(string folder, bool unproved = false)
    {
        // One that was renaming is whole and proved already: what is left of it is done first, and set aside by this one like anything else.
        if (HasBegunToRename)
            Rename(StateNow());
        var source = Path.GetFullPath(folder);
        var read = ReadManifest(source, unproved);
        if (!read.Ok)
            return read.Refusal;
        Write($"{Copying} {source}");
        if (Directory.Exists(Staging))
            Directory.Delete(Staging, recursive: true);
        PrivateFolder.Make(Staging);
        if (OnSqlite)
            StageDatabase(
                Path.Combine(source, Backup.DatabaseName),
                Path.Combine(Staging, Backup.DatabaseName),
                listed: read.Value is not null
            );
        foreach (var name in (string[])["keys", "scans", "enforcement"])
            FolderCopy.Tree(Path.Combine(source, name), Path.Combine(Staging, name));
        FolderCopy.File(
            Path.Combine(source, Path.GetFileName(paths.Checkpoints)),
            Path.Combine(Staging, Path.GetFileName(paths.Checkpoints))
        );
        return read;
    }

    /// <summary>Puts the copy in its place.</summary>
    /// <returns>The folder with what was there before.</returns>
    public Outcome<string> Swap()
    {
        SqliteConnection.ClearAllPools();
        var aside = "before-restore-" + clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        for (var number = 2; Directory.Exists(Path.Combine(paths.Root, aside)); number++)
            aside = string.Create(CultureInfo.InvariantCulture, $"{aside.Split('.')[0]}.{number}");
        // NB. From here on there is no way back, only forward, and each step can be done again.
        var state = $"{Renaming} {aside} {string.Join(',', Names.Where(n => Exists(Path.Combine(Staging, n))))}";
        Write(state);
        Rename(state);
        file.Accept();
        return Path.Combine(paths.Root, aside);
    }

    /// <summary>Gives up before <see cref="Swap"/>: what was there stays.</summary>
    public void GiveUp()
    {
        SqliteConnection.ClearAllPools();
        if (Directory.Exists(Staging))
            Directory.Delete(Staging, recursive: true);
        File.Delete(State);
    }

    /// <summary>
    /// NB. A listed database is whole in its one file, and is not opened where it lies: SQLite would read a write-ahead log that somebody
    /// put beside it, and would leave one of its own when it is killed.
    /// </summary>
    private static void StageDatabase(string from, string to, bool listed)
    {
        if (listed)
            FolderCopy.File(from, to);
        else
            Backup.CopyDatabase(from, to);
    }

    private static string Few(IReadOnlyList<string> names) =>
        names.Count <= MostNamed
            ? string.Join(", ", names)
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MostNamed))} and {names.Count - MostNamed} more");

    private static string StateOf(PortalPaths paths) => Path.Combine(paths.Root, "restore.state");

    private static string[] Database(string file) => [file, file + "-wal", file + "-shm"];

    private Outcome<BackupManifest?> ReadManifest(string source, bool unproved)
    {
        if (File.Exists(Path.Combine(source, BackupManifest.Unfinished)))
            return Refusal.Conflict("backup-unfinished", $"The back-up in {source} was interrupted while it was made; take another one.");
        if (!Directory.Exists(Path.Combine(source, "keys")) || (OnSqlite && !File.Exists(Path.Combine(source, Backup.DatabaseName))))
            return Refusal.NotFound("backup-missing", $"{source} holds no back-up: it has no keys folder or no {Backup.DatabaseName}.");
        try
        {
            var manifest = BackupManifest.Read(source);
            if (manifest is null && !unproved)
                return Refusal.Conflict(
                    "backup-unlisted",
                    $"The back-up in {source} has no list of what it holds (backup.json): nobody can tell whether it is whole. With --unproved it is restored all the same."
                );
            if (manifest is not null && manifest.Database != database.Value.Provider)
                return Refusal.Conflict(
                    "backup-of-another-database",
                    $"The back-up in {source} is of a portal on {manifest.Database}, and this one is set to {database.Value.Provider}."
                );
            if (manifest?.Missing(source) is { } missing)
                return Refusal.Conflict("backup-damaged", $"The back-up in {source} is damaged: {missing} is missing or was changed.");
            return manifest?.Unlisted(source) is { Count: > 0 } unlisted && !unproved
                ? Refusal.Conflict(
                    "backup-has-more",
                    $"The back-up in {source} holds files that its list (backup.json) does not name: {Few(unlisted)}. Move them away; with --unproved it is restored with them."
                )
                : Outcome.From(manifest);
        }
        catch (System.Text.Json.JsonException)
        {
            return Refusal.Conflict("backup-damaged", $"The back-up in {source} is damaged: its list of files cannot be read.");
        }
    }

    /// <summary>
    /// Does what the state says, from wherever an earlier try was killed: a name that the back-up brings and that is not beside any more
    /// has taken its place already.
    /// </summary>
    private void Rename(string state)
    {
        var words = state.Split(' ');
        var (aside, brought) = (Path.Combine(paths.Root, words[1]), words[2].Split(','));
        PrivateFolder.Make(aside);
        foreach (var name in Names)
        {
            var (here, kept, next) = (Path.Combine(paths.Root, name), Path.Combine(aside, name), Path.Combine(Staging, name));
            if (brought.Contains(name, StringComparer.Ordinal) && !Exists(next))
                continue;
            if (Exists(here))
                Directory.Move(here, Exists(kept) ? $"{kept}.{Guid.NewGuid():n}" : kept);
            if (Exists(next))
                Directory.Move(next, here);
        }

        if (Directory.Exists(Staging))
            Directory.Delete(Staging, recursive: true);
        File.Delete(State);
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private string StateNow() => StateIn(paths);

    private static string StateIn(PortalPaths paths) =>
        File.Exists(StateOf(paths))
            ? File.ReadAllText(StateOf(paths)).Trim() is { Length: > 0 } text
                ? text
                : Copying
            : "";

    private void Write(string state) => PrivateFile.Write(State, System.Text.Encoding.UTF8.GetBytes(state));
}
