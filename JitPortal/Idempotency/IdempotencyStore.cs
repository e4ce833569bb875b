using System.Collections.Concurrent;
using JitPortal.Data;
using JitPortal.Idempotency.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Idempotency;

/// <summary>
/// Remembers answers by <c>Idempotency-Key</c> and person for a day. A call whose verb threw, or whose portal was killed, may be made
/// again; where its effect stands, that is told in the place of its answer.
/// </summary>
internal sealed class IdempotencyStore(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>How long a repeat waits for the first call to come to its end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Calls that this process carries out now. One portal serves a database, so a call without an answer that is not here is one that
    /// an earlier process did not finish.
    /// </summary>
    private readonly ConcurrentDictionary<(string UserId, string Key), TaskCompletionSource> _running = new();

    /// <summary>
    /// Null = go on, this is the first, and <see cref="EndAsync"/> must follow; an answer = repeat it; a refusal = the key is in use for
    /// something else or its first call is not done.
    /// </summary>
    /// <param name="patience">How long each look at the database may take; null = as usual. NB. SQLite waits on the caller's thread.</param>
    public async Task<Outcome<IdempotentAnswer?>> BeginAsync(
        string userId,
        string key,
        string fingerprint,
        CancellationToken ct,
        TimeSpan? patience = null
    )
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waited = clock.GetTimestamp();
        while (!_running.TryAdd((userId, key), mine))
        {
            if (await KnownAsync(userId, key, ct) is { } other && other.Fingerprint != fingerprint)
                return Reused;
            if (!await EndedAsync((userId, key), Patience - clock.GetElapsedTime(waited), ct))
                return Refusal.Conflict(
                    "call-in-progress",
                    "The first call with this Idempotency-Key is not done yet. Ask again in a moment."
                );
        }

        var goesOn = false;
        try
        {
            var begun = await TakeAsync(userId, key, fingerprint, patience, ct);
            goesOn = begun is { Ok: true, Value: null };
            return begun;
        }
        finally
        {
            if (!goesOn)
                End(userId, key);
        }
    }

    /// <summary>The call is over.</summary>
    /// <param name="answer">Null when it failed: it may be made again, unless its effect stands.</param>
    public async Task EndAsync(string userId, string key, IdempotentAnswer? answer)
    {
        try
        {
            await using var db = await factory.CreateDbContextAsync(CancellationToken.None);
            var call = db.IdempotentCalls.Where(c => c.UserId == userId && c.Key == key);
            if (answer is null)
                await call.Where(c => c.Status == null).ExecuteDeleteAsync(CancellationToken.None);
            else
                await call.ExecuteUpdateAsync(
                    s => s.SetProperty(c => c.Status, answer.Status).SetProperty(c => c.Body, answer.Body),
                    CancellationToken.None
                );
        }
        catch (Exception e) when (DatabaseTrouble.IsAway(e))
        {
            // NB. What the call changed stands in its row already; the answer must not be lost for that.
        }
        finally
        {
            End(userId, key);
        }
    }

    private static Refusal Reused =>
        Refusal.Invalid("idempotency-key-reused", "This Idempotency-Key was used for another call. Take a new one for each call.");

    private void End(string userId, string key)
    {
        if (_running.TryRemove((userId, key), out var done))
            done.SetResult();
    }

    private async Task<bool> EndedAsync((string UserId, string Key) call, TimeSpan patience, CancellationToken ct)
    {
        if (!_running.TryGetValue(call, out var running))
            return true;
        if (patience <= TimeSpan.Zero)
            return false;
        try
        {
            await running.Task.WaitAsync(patience, clock, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<IdempotentCall?> KnownAsync(string userId, string key, CancellationToken ct)
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        return await db.IdempotentCalls.AsNoTracking().SingleOrDefaultAsync(c => c.UserId == userId && c.Key == key, ct);
    }

    private async Task<Outcome<IdempotentAnswer?>> TakeAsync(
        string userId,
        string key,
        string fingerprint,
        TimeSpan? patience,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var oldest = now - Kept;
        await using var db = await factory.CreateDbContextAsync(ct);
        if (patience is { } limit)
            db.Database.SetCommandTimeout(limit);
        await db.IdempotentCalls.Where(c => c.At < oldest).ExecuteDeleteAsync(ct);
        if (await db.IdempotentCalls.SingleOrDefaultAsync(c => c.UserId == userId && c.Key == key, ct) is not { } known)
        {
            db.IdempotentCalls.Add(
                new IdempotentCall
                {
                    UserId = userId,
                    Key = key,
                    Fingerprint = fingerprint,
                    At = now,
                }
            );
            await db.SaveChangesAsync(ct);
            return Outcome.From<IdempotentAnswer?>(null);
        }

        if (known.Fingerprint != fingerprint)
            return Reused;
        // Without a status the process that began it came to its end before anything of it was written: it begins anew.
        return Outcome.From(known.Status is { } status ? new IdempotentAnswer(status, known.Body ?? "") : null);
    }
}
