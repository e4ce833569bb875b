using System.Text;
using JitPortal.Journal;
using JitPortal.Journal.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Journal;

public sealed class JournalTests : IAsyncLifetime
{
    private TestStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await TestStore.CreateAsync();

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
        var outcome = await _store.Get<JournaledWrite>().RunAsync<Unit>(
            Actor.System,
            (db, unit) =>
            {
                unit.Record("test.event", "test:1");
                return Task.FromResult<Outcome<Unit>>(Refusal.Conflict("no", "No."));
            },
            CancellationToken.None);
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

    [Fact]
    public async Task Export_CsvWithFormula_IsEscaped()
    {
        await WriteAsync("=HYPERLINK(\"http://x\")");
        var entries = (await _store.Get<JournalQueries>().ExportAsync(Actor.System, new JournalFilter(), CancellationToken.None)).Required();
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
                var page = (await _store.Get<JournalQueries>().ListAsync(
                    Actor.System,
                    new JournalFilter(After: next is null ? null : long.Parse(next, System.Globalization.CultureInfo.InvariantCulture), Limit: 7, Newest: newest),
                    CancellationToken.None)).Required();
                seen.AddRange(page.Items.Select(e => e.Seq));
                next = page.Next;
            }
            while (next is not null);
            Assert.Equal(Enumerable.Range(1, 25).Select(i => (long)i), seen.Order());
            Assert.Equal(25, seen.Count);
        }
    }

    [Fact]
    public void CanonicalJson_PropertyOrder_IsOrdinal() =>
        Assert.Equal("""{"a":1,"b":{"x":2,"y":[3]}}""", CanonicalJson.Write(new { b = new { y = new[] { 3 }, x = 2 }, a = 1 }));

    private async Task WriteAsync(params string[] subjects) =>
        (await _store.Get<JournaledWrite>().RunAsync<Unit>(
            Actor.System,
            (db, unit) =>
            {
                foreach (var subject in subjects)
                    unit.Record("test.event", subject, new { subject });
                return Task.FromResult<Outcome<Unit>>(Unit.Done);
            },
            CancellationToken.None)).Required();

    private async Task EditAsync(string sql)
    {
        await using var db = _store.Db();
        Assert.NotEqual(0, await db.Database.ExecuteSqlRawAsync(sql));
    }

    private Task<JournalVerification> VerifyAsync() => _store.Get<JournalVerifier>().VerifyAsync(CancellationToken.None);
}
