using JitPortal.Data;
using JitPortal.Idempotency;
using JitPortal.Journal.Model;
using JitPortal.Journal.Outbox;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace JitPortal.Journal;

/// <summary>
/// The one way to change something: rows and journal entries in one transaction, then, after the commit, timers and live pages.
/// </summary>
public sealed partial class JournaledWrite(
    IDbContextFactory<PortalDb> factory,
    JournalOrigin origin,
    FactOutbox outbox,
    LiveBus bus,
    TimeProvider clock,
    ILogger<JournaledWrite> logger
) : IDisposable
{
    /// <summary>Somebody else's commit between load and save is met by doing it all again on what is there now.</summary>
    private const int Tries = 4;

    /// <summary>Before another try after a lost session: a server that restarts gets a moment.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A database that took this long to fail is away for longer than a caller wants to wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Key of the advisory lock that lets one writer at a time chain entries on PostgreSQL ("JitP" in ASCII).</summary>
    private const long ChainLock = 0x4A697450;

    /// <summary>
    /// Writers of this process wait here rather than in the database: there each would hold a connection, and on SQLite a thread too.
    /// </summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>This process wrote an entry.</summary>
    internal bool HasRecorded { get; private set; }

    /// <summary>
    /// Runs <paramref name="work"/> on a fresh context inside a write transaction. A refusal rolls everything back. The work may run more
    /// than once and must therefore touch nothing but its context and its unit; least of all may it start another write.
    /// </summary>
    public async Task<Outcome<T>> RunAsync<T>(Actor actor, Func<PortalDb, WriteScope, Task<Outcome<T>>> work, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(actor, work, ct);
            }
            catch (Exception e) when (attempt < Tries && IsWorthAnotherTry(e, clock.GetElapsedTime(start)))
            {
                // A stale version or a broken unique index: somebody was faster, and the next look will see it. Or the database ended
                // this transaction (two met, the session was lost): nothing of it is written.
                Log.Again(logger, attempt, e.InnerException?.GetType().Name ?? e.GetType().Name);
                if (e is not DbUpdateException)
                    await Task.Delay(Pause * attempt, clock, ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                return Refusal.Conflict("changed-meanwhile", "Somebody else changed this at the same moment. Load it again and retry.");
            }
        }
    }

    /// <summary>
    /// Runs a bulk write that records nothing (hosts of a scan) in the same queue, so that a large import lets every decision and every
    /// expiry pass between its batches. Keep it to some tens of milliseconds.
    /// </summary>
    public async Task TakeTurnAsync(Func<Task> work, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<Outcome<T>> OnceAsync<T>(Actor actor, Func<PortalDb, WriteScope, Task<Outcome<T>>> work, CancellationToken ct)
    {
        WriteScope scope;
        Outcome<T> outcome;
        await _turn.WaitAsync(ct);
        try
        {
            (scope, outcome) = await CommitAsync(actor, work, ct);
        }
        finally
        {
            _turn.Release();
        }

        if (outcome.Ok)
            await AfterCommitAsync(scope);
        return outcome;
    }

    private async Task<(WriteScope, Outcome<T>)> CommitAsync<T>(
        Actor actor,
        Func<PortalDb, WriteScope, Task<Outcome<T>>> work,
        CancellationToken ct
    )
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        await using var transaction = await BeginAsync(db, ct);
        // NB. Read when the chain is ours: taken before, a writer that waited would stamp its entry earlier than the one before it.
        var scope = new WriteScope(actor, clock.GetUtcNow());
        var isNew = await origin.IsNewAsync(db, ct);
        var outcome = await work(db, scope);
        if (!outcome.Ok)
            return (scope, outcome);
        await AppendAsync(db, scope, ct);
        if (isNew && scope.Entries.Count > 0)
            origin.Begin(scope.Now);
        await db.SaveChangesAsync(ct);
        if (RunningCall.Current is { } call && scope.Entries.Count > 0)
            await call.NoteAsync(db, [.. scope.Entries.Select(e => e.Subject).Distinct(StringComparer.Ordinal)], ct);
        try
        {
            await transaction.CommitAsync(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException && DatabaseTrouble.IsAway(e))
        {
            throw new CommitUnknownException(e);
        }

        HasRecorded |= scope.Entries.Count > 0;
        return (scope, outcome);
    }

    /// <summary>NB. Not when the session was lost while committing: the server may have it, and doing it again could do it twice.</summary>
    private static bool IsWorthAnotherTry(Exception e, TimeSpan passed)
    {
        if (DatabaseTrouble.IsAway(e))
            return e is not CommitUnknownException && passed < Patience;
        return e is DbUpdateException || DatabaseTrouble.IsCollision(e);
    }

    /// <summary>One writer at a time from the first read on: SQLite begins IMMEDIATE by itself, PostgreSQL takes the chain's lock.</summary>
    private static async Task<IDbContextTransaction> BeginAsync(PortalDb db, CancellationToken ct)
    {
        var transaction = await db.Database.BeginTransactionAsync(ct);
        if (db.Database.IsNpgsql())
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({ChainLock})", ct);
        return transaction;
    }

    private async Task AppendAsync(PortalDb db, WriteScope scope, CancellationToken ct)
    {
        if (scope.Entries.Count == 0)
            return;
        var last = await db.Journal.AsNoTracking().OrderByDescending(e => e.Seq).Select(e => new { e.Seq, e.Hash }).FirstOrDefaultAsync(ct);
        var (seq, previous) = (last?.Seq ?? 0, last?.Hash ?? JournalHash.Origin);
        foreach (var (type, subject, fact) in scope.Entries)
        {
            var data = CanonicalJson.Write(fact);
            var hash = JournalHash.Of(++seq, scope.Now, scope.Actor.Name, type, subject, data, previous);
            var entry = new JournalEntry
            {
                Seq = seq,
                At = scope.Now,
                Actor = scope.Actor.Name,
                Type = type,
                Subject = subject,
                Data = data,
                PreviousHash = previous,
                Hash = hash,
            };
            db.Journal.Add(entry);
            outbox.Add(db, entry);
            previous = hash;
        }

        scope.Publish(Topic.Journal);
    }

    /// <summary>What is done is done: a failing timer or page must not make the caller believe that it was not.</summary>
    private async Task AfterCommitAsync(WriteScope scope)
    {
        foreach (var work in scope.Afterwards)
        {
            try
            {
                await work();
            }
            catch (Exception e)
            {
                Log.AfterCommitFailed(logger, e);
            }
        }

        outbox.Wake(scope.Entries.Select(e => e.Type));
        foreach (var message in scope.Messages.Distinct())
            bus.Publish(message.Topic, message.Id);
    }

    /// <summary>The database went away while it was told to commit: what was to be written may stand or not.</summary>
    private sealed class CommitUnknownException(Exception inner) : Exception("The database was lost while committing.", inner);

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Debug, "Write attempt {Attempt} met another writer ({Cause}); trying again.")]
        public static partial void Again(ILogger logger, int attempt, string cause);

        [LoggerMessage(1102, LogLevel.Error, "Work after a commit failed; the sweep will make it good.")]
        public static partial void AfterCommitFailed(ILogger logger, Exception exception);
    }
}
