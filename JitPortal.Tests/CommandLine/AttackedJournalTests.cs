using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using JitPortal.Journal.Model;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JitPortal.Tests.CommandLine;

/// <summary>
/// Somebody with the database and the data folder's files in his hands makes the journal say something else: the real program must tell, on
/// the command line and over HTTP, and no start may sign the forgery.
/// </summary>
public sealed class AttackedJournalTests(AttackedPortal portal) : IClassFixture<AttackedPortal>, IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("jitportal-attack-").FullName;

    private string Data => Path.Combine(_root, "data");

    public ValueTask InitializeAsync()
    {
        TemporaryFolder.Copy(portal.Data, Data);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        await TemporaryFolder.DeleteAsync(_root);
    }

    /// <summary>Each deed, and the entries written anew with every hash right.</summary>
    [Theory]
    [InlineData("keys folder and checkpoints deleted", "journal.pem is not there")]
    [InlineData("checkpoints as earlier", "goes to entry")]
    [InlineData("checkpoints deleted", "journal-checkpoints.jsonl is not there")]
    [InlineData("checkpoints emptied", "holds none that can be read")]
    [InlineData("key damaged", "cannot be read")]
    public async Task Forged_WithEveryHashRight_IsTold(string deed, string sentence)
    {
        Do(deed);
        await ForgeAsync();
        await AssertBrokenAsync(sentence);
    }

    [Theory]
    [InlineData("key, head and checkpoints deleted", "journal.pem is not there")]
    [InlineData("head deleted and checkpoints as earlier", "journal-head.json, which says how far the journal was signed, is missing")]
    [InlineData("nothing", "was written anew")]
    public async Task Forged_ThePortalStartsOnIt_SaysSoAndSignsNothing(string deed, string sentence)
    {
        Do(deed);
        await ForgeAsync();
        var before = Files();
        await using (var started = await PortalProcess.StartAsync(Data))
        {
            using var ann = started.Api(portal.Token);
            var answer = await ann.GetFromJsonAsync<JsonElement>("journal/verify");
            Assert.False(answer.GetProperty("intact").GetBoolean());
            Assert.Equal(JsonValueKind.Number, answer.GetProperty("brokenAt").ValueKind);
            // One round of the signer, which also signs when the portal stops.
            await Task.Delay(TimeSpan.FromSeconds(1));
            await started.StopAsync();
        }

        Assert.Equal(before, Files());
        await AssertBrokenAsync(sentence);
    }

    [Theory]
    [InlineData("DELETE FROM Journal", "its entries were removed", 1)]
    [InlineData("DELETE FROM Journal; DELETE FROM AspNetUsers", "ends at entry 0", 1)]
    [InlineData("DROP TABLE Journal", "cannot be read behind entry 0", 1)]
    [InlineData("UPDATE Journal SET At = -5 WHERE Seq = 2", "Entry 2 was changed", 2)]
    [InlineData("UPDATE Journal SET At = 9223372036854775807 WHERE Seq = 2", "Entry 2 was changed", 2)]
    [InlineData("UPDATE Journal SET At = 'long ago' WHERE Seq = 2", "Entry 2", 2)]
    [InlineData("UPDATE Journal SET Data = 'no JSON' WHERE Seq = 2", "Entry 2 was changed", 2)]
    [InlineData("UPDATE Journal SET Hash = x'00ff' WHERE Seq = 1", "Entry 1", 1)]
    [InlineData(
        "INSERT INTO Journal SELECT 0, At, Actor, Type, Subject, Data, PreviousHash, Hash FROM Journal WHERE Seq = 1",
        "Entry 0",
        1
    )]
    [InlineData(
        "INSERT INTO Journal SELECT -7, At, Actor, Type, Subject, Data, PreviousHash, Hash FROM Journal WHERE Seq = 1",
        "Entry -7",
        1
    )]
    public async Task Rows_ChangedInTheDatabase_EndWith3AndTheFirstBrokenEntry(string sql, string sentence, long brokenAt)
    {
        await SqlAsync(sql);
        await AssertBrokenAsync(sentence, brokenAt);
    }

    [Fact]
    public async Task Everything_Emptied_IsToldAsLongAsThePortalHasPeople()
    {
        Do("key, head and checkpoints deleted");
        await SqlAsync("DELETE FROM Journal");
        await AssertBrokenAsync("its entries were removed", 1);
        await PortalProcess.AddPersonAsync(Data, "cem@example.org", "Requester");
        Assert.False(File.Exists(Path.Combine(Data, "keys", "journal.pem")), "A key was made for the forged beginning.");
        await AssertBrokenAsync("journal.pem is not there", 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Database_DamagedOrGone_EndsWith3(bool gone)
    {
        var file = Path.Combine(Data, "portal.db");
        foreach (var rest in Directory.GetFiles(Data, "portal.db-*"))
            File.Delete(rest);
        if (gone)
        {
            File.Delete(file);
        }
        else
        {
            await using var database = File.OpenWrite(file);
            database.SetLength(database.Length / 2 / 4096 * 4096);
            database.Write("nothing that SQLite knows"u8);
        }

        var (code, output, error) = await PortalProcess.RunAsync(null, "journal", "verify", "--data", Data);
        Assert.True(code == 3, output + error);
    }

    [Fact]
    public async Task Start_TheDatabaseIsGone_IsRefusedAndNobodyIsInvitedAsItsFirstAdministrator()
    {
        foreach (var file in Directory.GetFiles(Data, "portal.db*"))
            File.Delete(file);
        var (code, output, error) = await PortalProcess.RunAsync(
            null,
            "--data",
            Data,
            "--urls",
            $"http://localhost:{PortalProcess.FreePort()}"
        );
        Assert.Equal(1, code);
        Assert.Contains("database is empty, but the data folder", error, StringComparison.Ordinal);
        Assert.DoesNotContain("set-up", output + error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Files_SetBackUnderARunningPortal_AreToldAndNotSigned()
    {
        await using var started = await PortalProcess.StartAsync(Data);
        using var ann = started.Api(portal.Token);
        Assert.True((await ann.GetFromJsonAsync<JsonElement>("journal/verify")).GetProperty("intact").GetBoolean());
        Do("head, checkpoints and key as earlier");
        var before = Files();
        (await ann.PostAsync("scans/import?vantage=office", new StringContent("""<nmaprun scanner="nmap"/>"""))).Dispose();

        var answer = await ann.GetFromJsonAsync<JsonElement>("journal/verify");
        Assert.False(answer.GetProperty("intact").GetBoolean(), answer.ToString());
        Assert.Contains("was set back", answer.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        await started.StopAsync();
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task List_EntryWithDataThatIsNone_IsShownAsItIs()
    {
        await SqlAsync("UPDATE Journal SET Data = 'no {JSON', At = -1 WHERE Seq = 2");
        await using var started = await PortalProcess.StartAsync(Data);
        using var ann = started.Api(portal.Token);
        var entries = (await ann.GetFromJsonAsync<JsonElement>("journal")).GetProperty("items");
        Assert.Equal("no {JSON", entries[1].GetProperty("data").GetString());
    }

    private void Do(string deed)
    {
        var (keys, checkpoints) = (Path.Combine(Data, "keys"), Path.Combine(Data, "journal-checkpoints.jsonl"));
        var (key, head) = (Path.Combine(keys, "journal.pem"), Path.Combine(keys, "journal-head.json"));
        switch (deed)
        {
            case "key, head and checkpoints deleted":
                File.Delete(key);
                File.Delete(head);
                File.Delete(checkpoints);
                break;
            case "keys folder and checkpoints deleted":
                Directory.Delete(keys, recursive: true);
                File.Delete(checkpoints);
                break;
            case "head deleted and checkpoints as earlier":
                File.Delete(head);
                Back(checkpoints);
                break;
            case "checkpoints as earlier":
                Back(checkpoints);
                break;
            case "checkpoints deleted":
                File.Delete(checkpoints);
                break;
            case "checkpoints emptied":
                File.WriteAllText(checkpoints, "");
                break;
            case "key damaged":
                File.WriteAllText(key, File.ReadAllText(key)[..80]);
                break;
            case "head, checkpoints and key as earlier":
                Back(head);
                Back(checkpoints);
                Back(key);
                break;
        }

        void Back(string file) => File.Copy(Path.Combine(portal.Earlier, Path.GetRelativePath(Data, file)), file, overwrite: true);
    }

    /// <summary>The last entries say something else, and every hash from there on is right.</summary>
    private async Task ForgeAsync()
    {
        await using var connection = await OpenAsync();
        var entries = new List<JournalEntry>();
        await using (var read = connection.CreateCommand())
        {
            read.CommandText = "SELECT Seq, At, Actor, Type, Subject, Data, PreviousHash, Hash FROM Journal ORDER BY Seq";
            await using var rows = await read.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                entries.Add(
                    new JournalEntry
                    {
                        Seq = rows.GetInt64(0),
                        At = new DateTimeOffset(rows.GetInt64(1), TimeSpan.Zero),
                        Actor = rows.GetString(2),
                        Type = rows.GetString(3),
                        Subject = rows.GetString(4),
                        Data = rows.GetString(5),
                        PreviousHash = rows.GetString(6),
                        Hash = rows.GetString(7),
                    }
                );
            }
        }

        Assert.True(entries.Count > 3, "There is something to forge.");
        var previous = entries[^3].Hash;
        foreach (var entry in entries.TakeLast(2))
        {
            var hash = JournalHash.Of(entry.Seq, entry.At, "mallory", entry.Type, entry.Subject, entry.Data, previous);
            await using var write = connection.CreateCommand();
            write.CommandText = "UPDATE Journal SET Actor = 'mallory', PreviousHash = $previous, Hash = $hash WHERE Seq = $seq";
            write.Parameters.AddWithValue("$previous", previous);
            write.Parameters.AddWithValue("$hash", hash);
            write.Parameters.AddWithValue("$seq", entry.Seq);
            Assert.Equal(1, await write.ExecuteNonQueryAsync());
            previous = hash;
        }
    }

    private async Task AssertBrokenAsync(string sentence, long? brokenAt = null)
    {
        var (code, output, error) = await PortalProcess.RunAsync(null, "journal", "verify", "--json", "--data", Data);
        Assert.True(code == 3, $"{code} {output}{error}");
        using var answer = JsonDocument.Parse(output);
        Assert.Contains(sentence, answer.RootElement.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.False(answer.RootElement.GetProperty("intact").GetBoolean());
        if (brokenAt is not null)
            Assert.Equal(brokenAt, answer.RootElement.GetProperty("brokenAt").GetInt64());
    }

    /// <summary>What vouches for the journal, as it lies there.</summary>
    private string Files() =>
        string.Join(
            '\n',
            ((string[])["journal-checkpoints.jsonl", "keys/journal-head.json", "keys/journal.pem"])
                .Select(name => Path.Combine(Data, name))
                .Select(file =>
                    File.Exists(file) ? string.Create(CultureInfo.InvariantCulture, $"{file}: {File.ReadAllText(file)}") : $"{file}: none"
                )
        );

    private async Task SqlAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var edit = connection.CreateCommand();
        edit.CommandText = $"PRAGMA foreign_keys = OFF; {sql}";
        await edit.ExecuteNonQueryAsync();
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "portal.db")};Pooling=False");
        await connection.OpenAsync();
        return connection;
    }
}
