using JitPortal.Data;
using JitPortal.Idempotency.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Idempotency;

/// <summary>Remembers answers by <c>Idempotency-Key</c> and person for a day.</summary>
public sealed class IdempotencyStore(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>
    /// Null = go on, this is the first; an answer = repeat it; a refusal = the key is in use for something else or its first call is not
    /// done. The unique index decides between two that come at once.
    /// </summary>
    public async Task<Outcome<IdempotentAnswer?>> BeginAsync(string userId, string key, string fingerprint, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(ct);
        var oldest = now - Kept;
        await db.IdempotentCalls.Where(c => c.At < oldest).ExecuteDeleteAsync(ct);
        db.IdempotentCalls.Add(new IdempotentCall { UserId = userId, Key = key, Fingerprint = fingerprint, At = now });
        try
        {
            await db.SaveChangesAsync(ct);
            return Outcome.From<IdempotentAnswer?>(null);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            return await RepeatAsync(db, userId, key, fingerprint, ct);
        }
    }

    public async Task FinishAsync(string userId, string key, IdempotentAnswer answer)
    {
        await using var db = await factory.CreateDbContextAsync(CancellationToken.None);
        await db.IdempotentCalls.Where(c => c.UserId == userId && c.Key == key)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Status, answer.Status).SetProperty(c => c.Body, answer.Body), CancellationToken.None);
    }

    /// <summary>The first call failed on the way: let it be tried again.</summary>
    public async Task ForgetAsync(string userId, string key)
    {
        await using var db = await factory.CreateDbContextAsync(CancellationToken.None);
        await db.IdempotentCalls.Where(c => c.UserId == userId && c.Key == key).ExecuteDeleteAsync(CancellationToken.None);
    }

    private static async Task<Outcome<IdempotentAnswer?>> RepeatAsync(PortalDb db, string userId, string key, string fingerprint, CancellationToken ct)
    {
        var known = await db.IdempotentCalls.AsNoTracking().SingleOrDefaultAsync(c => c.UserId == userId && c.Key == key, ct);
        if (known is not null && known.Fingerprint != fingerprint)
            return Refusal.Invalid("idempotency-key-reused", "This Idempotency-Key was used for another call. Take a new one for each call.");
        if (known?.Status is not { } status)
            return Refusal.Conflict("call-in-progress", "The first call with this Idempotency-Key is not done yet. Ask again in a moment.");
        return new IdempotentAnswer(status, known.Body ?? "");
    }
}
