using System.Text;
using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Journal.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JitPortal.Tests.Journal;

public sealed class JournalTests : IAsyncLifetime
{
    private StoreFixture _store = null!;

    public async ValueTask InitializeAsync() => _store = await StoreFixture.CreateAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Run_Commits_ChainsEntriesInOrder()
    {
        await WriteAsync("a", "b", "c");
        await using var db = _store.Db();
        var entries = await db.Journal.OrderBy(e => e.Seq).ToListAsync();
        Assert.Equal([1, 2, 3], entries.Select(e => e.Seq));
        Assert.Equal(JournalHash.Origin, entries[0].PreviousHash);
        Assert.Equal(entries[1].Hash, entries[2].PreviousHash);
        Assert.All(entries, e => Assert.Equal(JournalHash.Of(e), e.Hash));
    }

    [Fact]
    public async Task Run_Refused_LeavesNothing()
    {
        var outcome = await _store
            .Get<JournaledWrite>()
            .RunAsync<Unit>(
                Actor.System,
                (db, scope) =>
                {
                    scope.Record("test:1", new Noted());
                    return Task.FromResult<Outcome<Unit>>(Refusal.Conflict("no", "No."));
                },
                CancellationToken.None
            );
        Assert.False(outcome.Ok);
        await using var db = _store.Db();
        Assert.Equal(0, await db.Journal.CountAsync());
    }

    [Fact]
    public async Task Run_ManyWritersAtOnce_NoGapNoLoss()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => WriteAsync($"w{i}"))));
        var verified = await VerifyAsync();
        Assert.True(verified.Intact, verified.Sentence);
        Assert.Equal(40, verified.Entries);
    }

    /// <summary>A writer that waited must not stamp its entry earlier than the one before it.</summary>
    [Fact]
    public async Task Run_WaitedForItsTurn_IsStampedWhenItCame()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = _store
            .Get<JournaledWrite>()
            .RunAsync<Unit>(
                Actor.System,
                async (_, scope) =>
                {
                    scope.Record("first", new Noted());
                    begun.SetResult();
                    await go.Task;
                    return Unit.Done;
                },
                CancellationToken.None
            );
        await begun.Task;
        var second = WriteAsync("second");
        _store.Clock.Advance(TimeSpan.FromSeconds(5));
        var came = _store.Clock.GetUtcNow();
        go.SetResult();
        await Task.WhenAll(first, second);
        await using var db = _store.Db();
        Assert.Equal([came.AddSeconds(-5), came], await db.Journal.OrderBy(e => e.Seq).Select(e => e.At).ToListAsync());
    }

    [Theory]
    [InlineData("UPDATE Journal SET Data = '\"forged\"' WHERE Seq = 3", 3)]
    [InlineData("UPDATE Journal SET Actor = 'somebody' WHERE Seq = 2", 2)]
    [InlineData("DELETE FROM Journal WHERE Seq = 2", 2)]
    [InlineData("DELETE FROM Journal WHERE Seq = 1", 1)]
    [InlineData("UPDATE Journal SET At = At + 1 WHERE Seq = 5", 5)]
    public async Task Verify_EntryEdited_NamesFirstBroken(string edit, long brokenAt)
    {
        await WriteAsync("a", "b", "c", "d", "e");
        await EditAsync(edit);
        var verified = await VerifyAsync();
        Assert.False(verified.Intact);
        Assert.Equal(brokenAt, verified.BrokenAt);
    }

    [Fact]
    public async Task Verify_TailCutBehindCheckpoint_IsBroken()
    {
        await WriteAsync("a", "b", "c");
        await _store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);
        await EditAsync("DELETE FROM Journal WHERE Seq = 3");
        var verified = await VerifyAsync();
        Assert.False(verified.Intact);
        Assert.Equal(3, verified.BrokenAt);
    }

    [Fact]
    public async Task Verify_WholeChainRewritten_IsBroken()
    {
        await WriteAsync("a", "b");
        await _store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);
        await EditAsync("DELETE FROM Journal");
        await WriteAsync("x", "y");
        var verified = await VerifyAsync();
        Assert.False(verified.Intact);
        Assert.Equal(2, verified.BrokenAt);
    }

    [Fact]
    public async Task Sign_ChainBroken_DoesNotSign()
    {
        await WriteAsync("a", "b");
        await EditAsync("UPDATE Journal SET Data = '1' WHERE Seq = 1");
        await _store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);
        Assert.Empty(await _store.Get<CheckpointFile>().ReadAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("emptied")]
    [InlineData("last line damaged")]
    [InlineData("last line cut")]
    [InlineData("last line deleted")]
    [InlineData("first line damaged")]
    [InlineData("first line deleted")]
    [InlineData("key deleted")]
    [InlineData("key and checkpoints deleted")]
    [InlineData("head damaged")]
    [InlineData("head deleted")]
    [InlineData("head deleted, checkpoints to the first line")]
    [InlineData("key, head and checkpoints deleted")]
    [InlineData("key damaged")]
    [InlineData("key replaced")]
    [InlineData("head of another number")]
    public async Task Verify_CheckpointsMissingOrDamaged_SaysSoAndNothingIsSignedAnew(string deed)
    {
        for (var i = 0; i < 3; i++)
        {
            await WriteAsync($"a{i}", $"b{i}");
            await _store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);
        }

        var paths = _store.Get<PortalPaths>();
        var lines = (await File.ReadAllLinesAsync(paths.Checkpoints)).Where(l => l.Length > 0).ToList();
        var key = Path.Combine(paths.Keys, "journal.pem");
        switch (deed)
        {
            case "deleted":
                File.Delete(paths.Checkpoints);
                break;
            case "emptied":
                lines.Clear();
                break;
            case "last line damaged":
                lines[^1] = lines[^1].Replace("\"Hash\":\"", "\"Hash\":\"?!\",\"", StringComparison.Ordinal);
                break;
            case "last line cut":
                lines[^1] = lines[^1][..40];
                break;
            case "last line deleted":
                lines.RemoveAt(2);
                break;
            case "first line damaged":
                lines[0] = "x" + lines[0];
                break;
            case "first line deleted":
                lines.RemoveAt(0);
                break;
            case "key deleted":
                File.Delete(key);
                break;
            case "head deleted":
                File.Delete(paths.JournalHead);
                break;
            case "head deleted, checkpoints to the first line":
                File.Delete(paths.JournalHead);
                lines.RemoveRange(1, lines.Count - 1);
                break;
            case "key, head and checkpoints deleted":
                File.Delete(key);
                File.Delete(paths.JournalHead);
                File.Delete(paths.Checkpoints);
                break;
            case "key damaged":
                await File.WriteAllTextAsync(key, (await File.ReadAllTextAsync(key))[..60]);
                break;
            case "key replaced":
                using (var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256))
                    await File.WriteAllTextAsync(key, other.ExportPkcs8PrivateKeyPem());
                break;
            case "key and checkpoints deleted":
                File.Delete(key);
                File.Delete(paths.Checkpoints);
                break;
            case "head damaged":
                await File.WriteAllTextAsync(paths.JournalHead, "{");
                break;
            case "head of another number":
                await File.WriteAllTextAsync(
                    paths.JournalHead,
                    (await File.ReadAllTextAsync(paths.JournalHead)).Replace("\"Seq\":6", "\"Seq\":4", StringComparison.Ordinal)
                );
                break;
        }

        if (File.Exists(paths.Checkpoints))
            await File.WriteAllLinesAsync(paths.Checkpoints, lines);
        var there = File.Exists(paths.Checkpoints) ? await File.ReadAllTextAsync(paths.Checkpoints) : null;
        // A forger computes the chain anew from the first entry on.
        await EditAsync("DELETE FROM Journal");
        await WriteAsync("forged", "forged", "forged", "forged", "forged", "forged");

        await using var next = new NextStart(paths, _store);
        await next.Checkpointer.SignAsync(CancellationToken.None);
        var verified = await next.Verifier.VerifyAsync(CancellationToken.None);

        Assert.False(verified.Intact, verified.Sentence);
        Assert.Equal(there, File.Exists(paths.Checkpoints) ? await File.ReadAllTextAsync(paths.Checkpoints) : null);
        Assert.Equal(
            deed.Contains("key", StringComparison.Ordinal) && deed.Contains("deleted", StringComparison.Ordinal),
            !File.Exists(key)
        );
    }

    [Fact]
    public async Task Verify_OnlyTheCheckpointsAreGone_NamesTheFile()
    {
        await WriteAsync("a", "b");
        await _store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);
        File.Delete(_store.Get<PortalPaths>().Checkpoints);

        var verified = await VerifyAsync();

        Assert.False(verified.Intact);
        Assert.Equal((2, 1), (verified.Entries, verified.BrokenAt));
        Assert.Contains("journal-checkpoints.jsonl is not there", verified.Sentence, StringComparison.Ordinal);
        Assert.Contains("signed to entry 2", verified.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_EverythingWrittenAnewWithTheKey_TheWitnessTellsOtherwise()
    {
        var witness = Path.Combine(Path.GetTempPath(), $"jitportal-witness-{Guid.NewGuid():n}");
        await using var store = await StoreFixture.CreateAsync(settings: new Dictionary<string, string?> { ["Journal:Witness"] = witness });
        try
        {
            await WriteAsync(store, "a", "b");
            await store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);
            Assert.True((await store.Get<JournalVerifier>().VerifyAsync(CancellationToken.None)).Intact);

            var paths = store.Get<PortalPaths>();
            foreach (var file in (string[])[paths.Checkpoints, paths.JournalHead])
                File.Delete(file);
            await using (var db = store.Db())
                await db.Database.ExecuteSqlRawAsync("DELETE FROM Journal");
            await WriteAsync(store, "x", "y", "z");
            // With the owner's key, by whoever holds it.
            var head = await store.Db().Journal.OrderByDescending(e => e.Seq).FirstAsync();
            var checkpoint = new Checkpoint(head.Seq, head.Hash, head.At, store.Get<JournalKey>().Sign(head.Seq, head.Hash, head.At));
            await File.WriteAllTextAsync(paths.Checkpoints, System.Text.Json.JsonSerializer.Serialize(checkpoint));
            await File.WriteAllTextAsync(paths.JournalHead, System.Text.Json.JsonSerializer.Serialize(new CheckpointHead(checkpoint, 1)));

            await using var next = new NextStart(paths, store);
            await next.Checkpointer.SignAsync(CancellationToken.None);
            var verified = await next.Verifier.VerifyAsync(CancellationToken.None);
            Assert.False(verified.Intact);
            Assert.Equal(2, verified.BrokenAt);
            Assert.Contains(witness, verified.Sentence, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(witness);
        }
    }

    [Theory]
    [InlineData("/nowhere/at/all/witness", "could not be told of entry 1")]
    [InlineData("http://127.0.0.1:9/", "no public address")]
    public async Task Sign_WitnessCannotBeReached_SignsAndSaysSo(string where, string sentence)
    {
        await using var store = await StoreFixture.CreateAsync(settings: new Dictionary<string, string?> { ["Journal:Witness"] = where });
        await WriteAsync(store, "a");
        await store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);

        var verified = await store.Get<JournalVerifier>().VerifyAsync(CancellationToken.None);

        Assert.Equal((true, 1), (verified.Intact, verified.SignedTo));
        Assert.Contains(sentence, verified.WitnessTrouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_LastLineCutByACrash_GoesOnBehindIt()
    {
        await WriteAsync("a");
        await _store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);
        await File.AppendAllTextAsync(_store.Get<PortalPaths>().Checkpoints, "\n{\"Seq\":2,\"Ha");
        Assert.True((await VerifyAsync()).Intact);

        await WriteAsync("b", "c");
        await _store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);

        var verified = await VerifyAsync();
        Assert.True(verified.Intact, verified.Sentence);
        Assert.Equal(3, verified.SignedTo);
    }

    [Fact]
    public async Task Export_CsvWithFormula_IsEscaped()
    {
        await WriteAsync("=HYPERLINK(\"http://x\")");
        var entries = (
            await _store.Get<JournalQueries>().ExportAsync(Actor.System, new JournalFilter(), CancellationToken.None)
        ).Required();
        using var body = new MemoryStream();
        await JournalExport.CsvAsync(entries, body, CancellationToken.None);
        var csv = Encoding.UTF8.GetString(body.ToArray());
        Assert.DoesNotContain(",=HYPERLINK", csv, StringComparison.Ordinal);
        Assert.Contains("HYPERLINK", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_PagesBothWays_ReachesEveryEntryOnce()
    {
        await WriteAsync([.. Enumerable.Range(0, 25).Select(i => $"s{i}")]);
        foreach (var newest in (bool[])[false, true])
        {
            var seen = new List<long>();
            string? next = null;
            do
            {
                var page = (
                    await _store
                        .Get<JournalQueries>()
                        .ListAsync(
                            Actor.System,
                            new JournalFilter(
                                After: next is null ? null : long.Parse(next, System.Globalization.CultureInfo.InvariantCulture),
                                Limit: 7,
                                Newest: newest
                            ),
                            CancellationToken.None
                        )
                ).Required();
                seen.AddRange(page.Items.Select(e => e.Seq));
                next = page.Next;
            } while (next is not null);
            Assert.Equal(Enumerable.Range(1, 25).Select(i => (long)i), seen.Order());
            Assert.Equal(25, seen.Count);
        }
    }

    [Fact]
    public void CanonicalJson_PropertyOrder_IsOrdinal() =>
        Assert.Equal("""{"a":1,"b":{"x":2,"y":[3]}}""", CanonicalJson.Write(new { b = new { y = new[] { 3 }, x = 2 }, a = 1 }));

    private Task WriteAsync(params string[] subjects) => WriteAsync(_store, subjects);

    private static async Task WriteAsync(StoreFixture store, params string[] subjects) =>
        (
            await store
                .Get<JournaledWrite>()
                .RunAsync<Unit>(
                    Actor.System,
                    (db, scope) =>
                    {
                        foreach (var subject in subjects)
                            scope.Record(subject, new Noted(subject));
                        return Task.FromResult<Outcome<Unit>>(Unit.Done);
                    },
                    CancellationToken.None
                )
        ).Required();

    private async Task EditAsync(string sql)
    {
        await using var db = _store.Db();
        Assert.NotEqual(0, await db.Database.ExecuteSqlRawAsync(sql));
    }

    /// <summary>The signer and the verifier of a portal that is started anew on the same folder: nothing is in memory.</summary>
    private sealed class NextStart : IAsyncDisposable
    {
        private readonly JournalKey _key;

        public NextStart(PortalPaths paths, StoreFixture store)
        {
            _key = new JournalKey(paths);
            var (file, factory) = (new CheckpointFile(paths), store.Get<IDbContextFactory<PortalDb>>());
            Verifier = new JournalVerifier(factory, file, _key, store.Get<JournalWitness>());
            Checkpointer = ActivatorUtilities.CreateInstance<JournalCheckpointer>(store.Services, file, _key);
        }

        public JournalVerifier Verifier { get; }

        public JournalCheckpointer Checkpointer { get; }

        public ValueTask DisposeAsync()
        {
            Checkpointer.Dispose();
            _key.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private Task<JournalVerification> VerifyAsync() => _store.Get<JournalVerifier>().VerifyAsync(CancellationToken.None);
}
