using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using JitPortal.Journal;
using JitPortal.Journal.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JitPortal.Tests.Journal;

/// <summary>
/// A real portal that tells its journal's heads to a real receiver or file outside its data folder: what that holds is what was signed, the
/// portal never says that it told what it did not, and what was told cannot be taken back.
/// </summary>
public sealed class JournalWitnessTests : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("jitportal-witness-").FullName;
    private string _ann = "";

    private string Data => Path.Combine(_root, "data");

    /// <summary>The journal is signed each second, so that nobody waits five.</summary>
    private const string Often = "--Journal:SignEvery=00:00:01";

    private string Checkpoints => Path.Combine(Data, "journal-checkpoints.jsonl");

    public async ValueTask InitializeAsync() =>
        _ann = await PortalApp.AddPersonAsync(Data, "ann@example.org", Role.Auditor | Role.Operator);

    public async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        await TemporaryFolder.DeleteAsync(_root);
    }

    [Fact]
    public async Task Address_GetsEachSignedHead_AndWhatItKeptTellsOfAForgery()
    {
        await using var receiver = new HeadsReceiver();
        string[] settings = [Often, $"--Journal:Witness={receiver.Address}", "--Journal:AllowedNetworks:0=127.0.0.0/8"];
        await using (var portal = await PortalProcess.StartAsync(Data, settings))
        {
            for (var i = 0; i < 3; i++)
                await WriteAndWaitUntilSignedAsync(portal);
            await Eventually.TrueAsync(() => receiver.Kept.Count >= 3, "the receiver is told", 30);
            using var ann = portal.Api(_ann);
            await Eventually.TrueAsync(
                async () =>
                    await ann.GetFromJsonAsync<JsonElement>("journal/verify") is var v
                    && v.GetProperty("witnessedTo").GetInt64() == v.GetProperty("signedTo").GetInt64(),
                "all is told"
            );
            await portal.StopAsync();
        }

        var signed = (await File.ReadAllLinesAsync(Checkpoints))
            .Where(l => l.Length > 0)
            .Select(l => JsonSerializer.Deserialize<Checkpoint>(l)!)
            .ToList();
        var kept = receiver.Kept.Select(l => WitnessLine.Read(l)!.Head).ToList();
        Assert.Equal(signed.TakeLast(kept.Count), kept);
        var (code, output, _) = await VerifyAsync(settings);
        Assert.Equal(0, code);
        Assert.Contains($"was told to entry {signed[^1].Seq}", output, StringComparison.Ordinal);

        // The owner of the data folder, with the key, writes everything anew: inside nothing is wrong, but it is not what was told.
        var copy = Path.Combine(_root, "kept.jsonl");
        await File.WriteAllLinesAsync(copy, receiver.Kept);
        Assert.Equal(0, (await VerifyAsync([.. settings, "--witness", copy])).ExitCode);
        var nothing = Path.Combine(_root, "nothing.jsonl");
        await File.WriteAllTextAsync(nothing, "");
        Assert.True(
            await VerifyAsync([.. settings, "--witness", nothing]) is (3, var empty, _)
                && empty.Contains("could not be compared", StringComparison.Ordinal),
            "Nothing vouches for nothing."
        );
        await ForgeWithTheKeyAsync(otherKey: false);
        Assert.Equal(0, (await VerifyAsync(settings)).ExitCode);
        var (found, said, _) = await VerifyAsync([.. settings, "--witness", copy]);
        Assert.True(found == 3 && said.Contains("is not the one that the witness", StringComparison.Ordinal), said);
        await ForgeWithTheKeyAsync(otherKey: true);
        (found, said, _) = await VerifyAsync([.. settings, "--witness", copy]);
        Assert.True(found == 3, said);
    }

    [Theory]
    [InlineData("down", "cannot be reached")]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "it answered 500")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: {other}\r\nContent-Length: 0\r\n\r\n", "it answered 302")]
    [InlineData("silent", "no answer within 5 s")]
    [InlineData("guarded", "no public address")]
    public async Task Address_ThatDoesNotTakeIt_IsSaidAndToldAllOfItWhenItDoes(string how, string sentence)
    {
        await using var other = new HeadsReceiver();
        await using var receiver = new HeadsReceiver(up: how != "down");
        receiver.Answer = how switch
        {
            "down" or "guarded" => receiver.Answer,
            "silent" => null,
            _ => how.Replace("{other}", other.Address, StringComparison.Ordinal),
        };
        string[] settings =
        [
            Often,
            $"--Journal:Witness={receiver.Address}",
            .. how == "guarded" ? [] : (string[])["--Journal:AllowedNetworks:0=127.0.0.0/8"],
        ];
        await using (var portal = await PortalProcess.StartAsync(Data, settings))
        {
            using var ann = portal.Api(_ann);
            await WriteAndWaitUntilSignedAsync(portal);
            JsonElement verified = default;
            await Eventually.TrueAsync(
                async () =>
                    (verified = await ann.GetFromJsonAsync<JsonElement>("journal/verify"))
                        .GetProperty("witnessTrouble")
                        .GetString()
                        ?.Contains(sentence, StringComparison.Ordinal) == true,
                sentence,
                30
            );
            Assert.True(verified.GetProperty("intact").GetBoolean(), "The journal itself holds.");
            Assert.Equal(0, verified.GetProperty("witnessedTo").GetInt64());
            // Another process, which met nothing itself, must not believe that it was told.
            var (code, output, _) = await VerifyAsync(settings);
            Assert.Equal(0, code);
            Assert.Contains("was told of no entry yet", output, StringComparison.Ordinal);
            await WriteAndWaitUntilSignedAsync(portal);
            Assert.Empty(receiver.Kept);
            Assert.Equal(0, other.Calls);
            if (how == "guarded")
            {
                Assert.Equal(0, receiver.Calls);
                return;
            }

            if (how == "silent")
            {
                // A witness that hangs holds up neither signing nor the stop.
                var watch = Stopwatch.StartNew();
                await portal.StopAsync();
                Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
                return;
            }

            receiver.Answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
            if (how == "down")
                receiver.Up();
            await Eventually.TrueAsync(() => !receiver.Kept.IsEmpty, "it is told when it is back", 30);
            await WriteAndWaitUntilSignedAsync(portal);
            receiver.Answer = "HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n";
            for (var i = 0; i < 2; i++)
                await WriteAndWaitUntilSignedAsync(portal);
            receiver.Answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
            await Eventually.TrueAsync(
                async () =>
                    await ann.GetFromJsonAsync<JsonElement>("journal/verify") is var v
                    && v.GetProperty("witnessTrouble").ValueKind == JsonValueKind.Null,
                "all is told",
                30
            );
            await portal.StopAsync();
        }

        // Each head of the time in which it answered no, in order, none twice.
        var kept = receiver.Kept.Select(l => WitnessLine.Read(l)!.Head).ToList();
        var signed = (await File.ReadAllLinesAsync(Checkpoints))
            .Where(l => l.Length > 0)
            .Select(l => JsonSerializer.Deserialize<Checkpoint>(l)!)
            .ToList();
        Assert.True(kept.Count >= 4);
        Assert.Equal(signed.TakeLast(kept.Count), kept);
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("02:00:00")]
    public async Task SignEvery_OutOfBounds_IsRefusedAtTheStart(string every)
    {
        var (code, _, error) = await PortalProcess.RunAsync(
            null,
            "--data",
            Data,
            "--urls",
            $"http://localhost:{PortalProcess.FreePort()}",
            $"--Journal:SignEvery={every}"
        );
        Assert.Equal(1, code);
        Assert.Contains("Journal:SignEvery must be between 00:00:01 and 01:00:00", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://witness.example.org/")]
    [InlineData("http://name:secret@witness.example.org/")]
    public async Task Setting_ThatIsNone_IsRefusedAtTheStart(string witness)
    {
        var (code, _, error) = await PortalProcess.RunAsync(
            null,
            "--data",
            Data,
            "--urls",
            $"http://localhost:{PortalProcess.FreePort()}",
            $"--Journal:Witness={witness}"
        );
        Assert.Equal(1, code);
        Assert.Contains("Journal:Witness is neither", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_TakenAwayShortenedOrChanged_IsToldAndNothingIsWrittenToAnEmptyMount()
    {
        var witness = Path.Combine(_root, "heads.jsonl");
        string[] settings = [Often, $"--Journal:Witness={witness}"];
        await using (var portal = await PortalProcess.StartAsync(Data, settings))
        {
            await WriteAndWaitUntilSignedAsync(portal);
            await WriteAndWaitUntilSignedAsync(portal);
            await portal.StopAsync();
        }

        Assert.Equal(0, (await VerifyAsync(settings)).ExitCode);
        var lines = await File.ReadAllLinesAsync(witness);
        Assert.True(lines.Length > 1, "It was told of several heads.");
        await BrokenAsync(() => File.WriteAllLinesAsync(witness, lines[..^1]), "was shortened");
        await BrokenAsync(() => File.WriteAllLinesAsync(witness, [.. lines[..^1], new string('x', 2000)]), "cannot be read");
        await BrokenAsync(
            () =>
                File.WriteAllLinesAsync(
                    witness,
                    [lines[0].Replace("\"hash\":\"", "\"hash\":\"0", StringComparison.Ordinal), .. lines[1..]]
                ),
            "by another key"
        );
        await BrokenAsync(() => File.WriteAllLinesAsync(witness, [.. lines[..^1], lines[^1][..^1] + ' ']), "its end was changed");
        await BrokenAsync(
            () => File.WriteAllLinesAsync(witness, [lines[0][..^20] + new string(' ', 20), .. lines[1..]]),
            "was changed or cut off"
        );
        await File.WriteAllLinesAsync(witness, [.. lines[..^1], lines[^1][..^20], lines[^1]]);
        Assert.True((await VerifyAsync(settings)).ExitCode == 0, "What a crash cut, and was told again, is no damage.");
        await BrokenAsync(
            () =>
            {
                File.Delete(witness);
                return Task.CompletedTask;
            },
            "is not there, though it was told"
        );
        await using (var portal = await PortalProcess.StartAsync(Data, settings))
        {
            using var ann = portal.Api(_ann);
            await WriteAndWaitUntilSignedAsync(portal);
            await Eventually.TrueAsync(
                async () =>
                    (await ann.GetFromJsonAsync<JsonElement>("journal/verify"))
                        .GetProperty("witnessTrouble")
                        .GetString()
                        ?.Contains("is not there", StringComparison.Ordinal) == true,
                "it is said"
            );
            await portal.StopAsync();
        }

        Assert.False(File.Exists(witness), "It was begun anew where it was taken away.");
        await File.WriteAllLinesAsync(witness, lines);
        await using (var portal = await PortalProcess.StartAsync(Data, settings))
        {
            await Eventually.TrueAsync(async () => (await File.ReadAllLinesAsync(witness)).Length > lines.Length, "it is told again", 30);
            await portal.StopAsync();
        }

        Assert.Equal(0, (await VerifyAsync(settings)).ExitCode);

        async Task BrokenAsync(Func<Task> deed, string sentence)
        {
            await deed();
            var (code, output, _) = await VerifyAsync(settings);
            Assert.True(code == 3 && output.Contains(sentence, StringComparison.Ordinal), $"{code} {output}");
        }
    }

    /// <summary>A restore goes back behind what the witness was told; it is told so, once the restored portal runs, and only then.</summary>
    [Fact]
    public async Task Restore_BehindWhatWasTold_HoldsAndIsTold_AndAForgedOneIsNot()
    {
        var (witness, saved) = (Path.Combine(_root, "heads.jsonl"), Path.Combine(_root, "saved"));
        string[] settings = [Often, $"--Journal:Witness={witness}"];
        await using (var portal = await PortalProcess.StartAsync(Data, settings))
        {
            await WriteAndWaitUntilSignedAsync(portal);
            Assert.Equal(0, (await PortalProcess.RunAsync(null, ["backup", saved, "--data", Data, .. settings])).ExitCode);
            await WriteAndWaitUntilSignedAsync(portal);
            await portal.StopAsync();
        }

        var before = await File.ReadAllTextAsync(witness);
        var (code, output, error) = await PortalProcess.RunAsync(null, ["restore", saved, "--data", Data, .. settings]);
        Assert.True(code == 0, output + error);
        Assert.Equal(before, await File.ReadAllTextAsync(witness));
        Assert.True((await VerifyAsync(settings)).ExitCode == 0, (await VerifyAsync(settings)).Output);
        await using (var portal = await PortalProcess.StartAsync(Data, settings))
        {
            await Eventually.TrueAsync(
                async () => (await File.ReadAllTextAsync(witness)).Contains("\"restored\":true", StringComparison.Ordinal),
                "the restore is told",
                30
            );
            await WriteAndWaitUntilSignedAsync(portal);
            await portal.StopAsync();
        }

        var (holds, said, _) = await VerifyAsync(settings);
        Assert.True(holds == 0, said);

        // Told of a restore that is no entry: somebody with the key cuts the end off and calls it a restore.
        var head = await LastAsync(behind: 1);
        using var key = new JournalKey(new JitPortal.Data.PortalPaths(Data));
        var line = new WitnessLine(head.Seq, head.Hash, head.At, key.Sign(head.Seq, head.Hash, head.At, restored: true), Restored: true);
        await File.AppendAllTextAsync(witness, System.Text.Encoding.UTF8.GetString(line.Write()) + "\n");
        (holds, said, _) = await VerifyAsync(settings);
        Assert.True(holds == 3 && said.Contains("is not that restore", StringComparison.Ordinal), said);
    }

    private async Task WriteAndWaitUntilSignedAsync(PortalProcess portal)
    {
        using var ann = portal.Api(_ann);
        (
            await ann.PostAsync(
                "scans/import?vantage=office",
                new StringContent(
                    $"""<nmaprun scanner="nmap"><host><status state="up"/><address addr="10.1.1.{Random.Shared.Next(1, 250)}" addrtype="ipv4"/></host></nmaprun>"""
                )
            )
        )
            .EnsureSuccessStatusCode()
            .Dispose();
        await Eventually.TrueAsync(
            async () =>
                await ann.GetFromJsonAsync<JsonElement>("journal/verify") is var v
                && v.GetProperty("signedTo").GetInt64() == v.GetProperty("entries").GetInt64(),
            "it is signed",
            30
        );
    }

    private Task<(int ExitCode, string Output, string Error)> VerifyAsync(string[] settings) =>
        PortalProcess.RunAsync(null, ["journal", "verify", "--data", Data, .. settings]);

    private async Task<JournalEntry> LastAsync(int behind)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "portal.db")};Pooling=False");
        await connection.OpenAsync();
        await using var read = connection.CreateCommand();
        read.CommandText =
            $"SELECT Seq, At, Actor, Type, Subject, Data, PreviousHash, Hash FROM Journal ORDER BY Seq DESC LIMIT 1 OFFSET {behind}";
        await using var row = await read.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync());
        return new JournalEntry
        {
            Seq = row.GetInt64(0),
            At = new DateTimeOffset(row.GetInt64(1), TimeSpan.Zero),
            Actor = row.GetString(2),
            Type = row.GetString(3),
            Subject = row.GetString(4),
            Data = row.GetString(5),
            PreviousHash = row.GetString(6),
            Hash = row.GetString(7),
        };
    }

    /// <summary>The last entry says something else, is signed with the portal's own key or a new one, and nothing else is left.</summary>
    private async Task ForgeWithTheKeyAsync(bool otherKey)
    {
        var last = await LastAsync(0);
        var hash = JournalHash.Of(last.Seq, last.At, "mallory", last.Type, last.Subject, last.Data, last.PreviousHash);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "portal.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var write = connection.CreateCommand();
            write.CommandText = $"UPDATE Journal SET Actor = 'mallory', Hash = '{hash}' WHERE Seq = {last.Seq}";
            await write.ExecuteNonQueryAsync();
        }

        var file = Path.Combine(Data, "keys", "journal.pem");
        if (otherKey)
        {
            using var made = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
            await File.WriteAllTextAsync(file, made.ExportPkcs8PrivateKeyPem());
        }

        using var key = new JournalKey(new JitPortal.Data.PortalPaths(Data));
        var checkpoint = new Checkpoint(last.Seq, hash, last.At, key.Sign(last.Seq, hash, last.At));
        await File.WriteAllTextAsync(Checkpoints, JsonSerializer.Serialize(checkpoint));
        await File.WriteAllTextAsync(
            Path.Combine(Data, "keys", "journal-head.json"),
            JsonSerializer.Serialize(new CheckpointHead(checkpoint, 1))
        );
    }
}
