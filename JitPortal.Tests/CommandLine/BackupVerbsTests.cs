using System.Text.Json;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JitPortal.Tests.CommandLine;

/// <summary>Back-up and restore of a real data folder by the real program, also when it is killed on its way.</summary>
public sealed class BackupVerbsTests : IAsyncLifetime
{
    private static readonly string[] WithSsh =
    [
        "--Enforcement:Points:0:Name=edge",
        "--Enforcement:Points:0:Kind=ssh-certificates",
        "--Enforcement:Points:0:Networks:0:Network=10.0.0.0/8",
    ];

    /// <summary>JITPORTAL_KILLS sets how often a restore is killed.</summary>
    private static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("JITPORTAL_KILLS") ?? "10",
        System.Globalization.CultureInfo.InvariantCulture
    );

    private readonly Random _random = new();
    private readonly string _root = Directory.CreateTempSubdirectory("jitportal-restore-").FullName;

    private string Data => Path.Combine(_root, "data");

    private string Saved => Path.Combine(_root, "saved");

    public async ValueTask InitializeAsync() => await AddAsync(Data, "ann@example.org");

    public async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        await TemporaryFolder.DeleteAsync(_root);
    }

    [Fact]
    public async Task BackupAndRestore_OntoANewMachine_BringsTheAuthorityAndProvesTheJournal()
    {
        var trusted = await OutAsync(["ssh-ca", "show", "--data", Data, .. WithSsh]);
        await SignAsync(Data);
        var saved = await RunAsync(["backup", Saved, "--data", Data, "--json"]);
        Assert.True(saved.ExitCode == 0, saved.Error);
        using (var said = JsonDocument.Parse(saved.Output))
            Assert.Contains("SSH authority of edge", said.RootElement.GetProperty("taken").GetString(), StringComparison.Ordinal);
#pragma warning disable CA1416 // Unix only; the tests run there
        Assert.All(
            Directory.GetFiles(Saved, "*", SearchOption.AllDirectories),
            f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f))
        );
        Assert.All(
            Directory.GetDirectories(Saved, "*", SearchOption.AllDirectories).Append(Saved),
            f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(f))
        );
#pragma warning restore CA1416

        var elsewhere = Path.Combine(_root, "elsewhere");
        var restored = await RunAsync(["restore", Saved, "--data", elsewhere]);

        Assert.True(restored.ExitCode == 0, restored.Error);
        Assert.Contains("its journal holds", restored.Output, StringComparison.Ordinal);
        Assert.Contains("The SSH authority edge (SHA256:", restored.Output, StringComparison.Ordinal);
        Assert.Equal(trusted, await OutAsync(["ssh-ca", "show", "--data", elsewhere, .. WithSsh]));
        Assert.Contains("\"portal.restored\"", await OutAsync(["journal", "export", "--data", elsewhere]), StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(["journal", "verify", "--data", elsewhere])).ExitCode);
        await using var portal = await PortalProcess.StartAsync(elsewhere);
        Assert.DoesNotContain("administrator", portal.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("keys/journal.pem")]
    [InlineData("portal.db")]
    [InlineData("enforcement/ssh/edge/ca.json")]
    public async Task Restore_BackupDamaged_IsRefusedAndChangesNothing(string file)
    {
        await OutAsync(["ssh-ca", "show", "--data", Data, .. WithSsh]);
        await SignAsync(Data);
        await OutAsync(["backup", Saved, "--data", Data]);
        await File.AppendAllTextAsync(Path.Combine(Saved, file), "x");
        await AddAsync(Data, "ben@example.org");

        var restored = await RunAsync(["restore", Saved, "--data", Data]);

        Assert.Equal(1, restored.ExitCode);
        Assert.Contains($"{file} is missing or was changed", restored.Error, StringComparison.Ordinal);
        Assert.Contains("ben@example.org", await OutAsync(["user", "list", "--data", Data]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_JournalForgedInTheBackup_IsRefusedAndChangesNothing()
    {
        await SignAsync(Data);
        await OutAsync(["backup", Saved, "--data", Data]);
        await EditAsync(Path.Combine(Saved, "portal.db"), "UPDATE Journal SET Actor = 'somebody' WHERE Seq = 1");
        // The forger writes the list of files anew as well.
        var list = Path.Combine(Saved, "backup.json");
        var database = await File.ReadAllBytesAsync(Path.Combine(Saved, "portal.db"));
        var entry = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(list))!;
        var file = entry["files"]!.AsArray().Single(f => (string?)f!["path"] == "portal.db")!;
        (file["bytes"], file["sha256"]) = (
            database.Length,
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(database))
        );
        await File.WriteAllTextAsync(list, entry.ToJsonString());
        await AddAsync(Data, "ben@example.org");

        var restored = await RunAsync(["restore", Saved, "--data", Data]);

        Assert.Equal(1, restored.ExitCode);
        Assert.Contains("Entry 1 was changed", restored.Error, StringComparison.Ordinal);
        Assert.Contains("ben@example.org", await OutAsync(["user", "list", "--data", Data]), StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(["journal", "verify", "--data", Data])).ExitCode);
    }

    /// <summary>Killed at many moments: what is there then is the old portal, the restored one, or a folder on which nothing starts.</summary>
    [Fact]
    public async Task Restore_KilledAtAnyMoment_IsAllOrNothing()
    {
        await SignAsync(Data);
        for (var i = 0; i < 40; i++)
            await File.WriteAllBytesAsync(Path.Combine(Data, "scans", $"{i}.xml.gz"), new byte[1_000_000]);
        await OutAsync(["backup", Saved, "--data", Data]);
        await AddAsync(Data, "ben@example.org");
        var lasts = await HowLongAsync();
        var (refused, old, restored) = (0, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var copy = Path.Combine(_root, $"round{round}");
            TemporaryFolder.Copy(Data, copy);
            // Every third one while it renames, which is soon over.
            await KillAsync(["restore", Saved, "--data", copy], copy, round % 3 > 0 ? lasts * _random.NextDouble() : null);

            var people = await RunAsync(["user", "list", "--data", copy]);
            if (people.ExitCode == 1)
            {
                refused++;
                Assert.Contains("A restore into", people.Error, StringComparison.Ordinal);
                if (refused is 1 or 2)
                    Assert.NotEqual(0, await StartsAsync(copy));
                var abandons = people.Error.Contains("--abandon", StringComparison.Ordinal) && round % 2 == 0;
                var again = await RunAsync(abandons ? ["restore", "--abandon", "--data", copy] : ["restore", Saved, "--data", copy]);
                Assert.True(again.ExitCode == 0, again.Error);
                people = await RunAsync(["user", "list", "--data", copy]);
                Assert.Equal(abandons, people.Output.Contains("ben@example.org", StringComparison.Ordinal));
            }

            Assert.Contains("ann@example.org", people.Output, StringComparison.Ordinal);
            if (people.Output.Contains("ben@example.org", StringComparison.Ordinal))
                old++;
            else
                restored++;
            var verified = await RunAsync(["journal", "verify", "--data", copy]);
            Assert.True(verified.ExitCode == 0, verified.Output);
            Directory.Delete(copy, recursive: true);
        }

        Assert.True(refused > 0 && old + restored == Rounds, $"{refused} refused, {old} as before, {restored} restored");
    }

    /// <summary>As a copy that broke off leaves it: some files, and no list of them.</summary>
    [Fact]
    public async Task Restore_WithoutTheListOfFiles_IsRefusedUntilToldOtherwise()
    {
        await OutAsync(["backup", Saved, "--data", Data]);
        File.Delete(Path.Combine(Saved, "backup.json"));

        var restored = await RunAsync(["restore", Saved, "--data", Data]);
        Assert.Equal(1, restored.ExitCode);
        Assert.Contains("no list of what it holds", restored.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(["restore", Saved, "--unproved", "--data", Data])).ExitCode);
    }

    /// <summary>A key that somebody put into the folder would be trusted like any other; a write-ahead log would change what the database says.</summary>
    [Fact]
    public async Task Restore_FilesThatTheListDoesNotName_IsRefusedUntilToldOtherwise()
    {
        await OutAsync(["backup", Saved, "--data", Data]);
        foreach (var file in (string[])["keys/somebody.txt", "portal.db-wal"])
            await File.WriteAllTextAsync(Path.Combine(Saved, file), "x");

        var restored = await RunAsync(["restore", Saved, "--data", Data]);
        Assert.Equal(1, restored.ExitCode);
        Assert.Contains("does not name: keys/somebody.txt, portal.db-wal.", restored.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Data, "restoring")));
        Assert.Equal(0, (await RunAsync(["restore", Saved, "--unproved", "--data", Data])).ExitCode);
        Assert.Equal(
            ["keys", "portal.db", "portal.db-wal"],
            [
                .. Directory
                    .EnumerateFileSystemEntries(Saved)
                    .Select(Path.GetFileName)
                    .Where(n => n == "keys" || n!.StartsWith("portal.db", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    /// <summary>A real kill, at many moments: either the back-up is whole and can be restored, or it is refused.</summary>
    [Fact]
    public async Task Backup_KilledAtAnyMoment_IsWholeOrRefused()
    {
        for (var i = 0; i < 40; i++)
            await File.WriteAllBytesAsync(Path.Combine(Data, "scans", $"{i}.xml.gz"), new byte[1_000_000]);
        var lasts = await BackUpAsync(Path.Combine(_root, "whole"), null);
        var refused = 0;
        // From its first sign to its end; on a machine that was slower before than it is now, at its first sign until one is caught.
        for (var round = 0; round < 6 || (refused == 0 && round < 30); round++)
        {
            var (folder, copy) = (Path.Combine(_root, $"saved{round}"), Path.Combine(_root, $"from{round}"));
            await BackUpAsync(folder, round < 6 ? lasts * round / 6 : TimeSpan.Zero);

            var restored = await RunAsync(["restore", folder, "--data", copy]);
            if (restored.ExitCode == 0)
                Assert.Contains("ann@example.org", await OutAsync(["user", "list", "--data", copy]), StringComparison.Ordinal);
            else
                Assert.True(++refused > 0 && Directory.GetFiles(copy, "portal.db").Length == 0, restored.Error);
        }

        Assert.NotEqual(0, refused);
    }

    [Fact]
    public async Task Restore_BackupThatWasKilled_IsRefused()
    {
        await OutAsync(["backup", Saved, "--data", Data]);
        await File.WriteAllTextAsync(Path.Combine(Saved, "UNFINISHED"), "");

        var restored = await RunAsync(["restore", Saved, "--data", Data]);

        Assert.Equal(1, restored.ExitCode);
        Assert.Contains("was interrupted while it was made", restored.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AfterAKillWhileMigrating_TakesTheStaleLockAway()
    {
        await EditAsync(
            Path.Combine(Data, "portal.db"),
            "INSERT INTO \"__EFMigrationsLock\" (\"Id\", \"Timestamp\") VALUES (1, '2026-01-01 00:00:00+00:00')"
        );

        await using var portal = await PortalProcess.StartAsync(Data);

        Assert.Contains("its lock was taken away", portal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_NoPortalThere_IsRefusedAndMakesNone()
    {
        var nothing = Path.Combine(_root, "nothing");

        var saved = await RunAsync(["backup", Saved, "--data", nothing]);

        Assert.Equal(1, saved.ExitCode);
        Assert.Contains("no portal", saved.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(nothing, "portal.db")));
    }

    /// <summary>A restore that nobody kills, from its first sign to its end.</summary>
    private async Task<TimeSpan> HowLongAsync()
    {
        var copy = Path.Combine(_root, "whole");
        TemporaryFolder.Copy(Data, copy);
        using var process = Start(["restore", Saved, "--data", copy]);
        await BegunAsync(process, copy);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Directory.Delete(copy, recursive: true);
        return watch.Elapsed;
    }

    /// <param name="until">When it is killed, from its first sign on; null = it is not.</param>
    /// <returns>How long it ran from then on.</returns>
    private async Task<TimeSpan> BackUpAsync(string folder, TimeSpan? until)
    {
        using var process = Start(["backup", folder, "--data", Data]);
        while (!process.HasExited && !Directory.Exists(folder))
            await Task.Delay(1);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        if (until is { } moment)
        {
            await Task.Delay(moment);
            process.Kill();
        }

        await process.WaitForExitAsync();
        return watch.Elapsed;
    }

    /// <param name="after">From the first sign of the restore on; null = while it renames.</param>
    private static async Task KillAsync(string[] arguments, string folder, TimeSpan? after)
    {
        using var process = Start(arguments);
        await BegunAsync(process, folder);
        if (after is { } moment)
            await Task.Delay(moment);
        else
            while (!process.HasExited && !Directory.EnumerateDirectories(folder, "before-restore-*").Any())
                Thread.SpinWait(1000);
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static async Task BegunAsync(System.Diagnostics.Process process, string folder)
    {
        while (!process.HasExited && !File.Exists(Path.Combine(folder, "restore.state")))
            await Task.Delay(1);
    }

    private static System.Diagnostics.Process Start(string[] arguments) =>
        System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("dotnet", [PortalProcess.Program, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;

    /// <summary>Its exit code when the portal does not start; 0 when it does.</summary>
    private static async Task<int> StartsAsync(string folder)
    {
        try
        {
            await using var portal = await PortalProcess.StartAsync(folder);
            return 0;
        }
        catch (InvalidOperationException e)
        {
            Assert.Contains("A restore into", e.Message, StringComparison.Ordinal);
            return 1;
        }
    }

    private static async Task SignAsync(string folder)
    {
        await using var portal = await PortalProcess.StartAsync(folder);
        var file = Path.Combine(folder, "journal-checkpoints.jsonl");
        await Eventually.TrueAsync(() => File.Exists(file) && new FileInfo(file).Length > 0, "the journal is signed");
    }

    private static async Task EditAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync();
        await using var edit = connection.CreateCommand();
        edit.CommandText = sql;
        Assert.Equal(1, await edit.ExecuteNonQueryAsync());
    }

    private static async Task AddAsync(string folder, string email)
    {
        var added = await RunAsync(["user", "add", email, "--role", "Admin", "--data", folder]);
        Assert.True(added.ExitCode == 0, added.Error);
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments) =>
        PortalProcess.RunAsync(null, arguments);

    private static async Task<string> OutAsync(string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.True(code == 0, error);
        return output;
    }
}
