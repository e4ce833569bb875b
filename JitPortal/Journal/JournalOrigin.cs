using JitPortal.Data;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Journal;

/// <summary>
/// Tells a journal that has not begun yet from one that was emptied. With the first entry of a new portal the key is made that signs it;
/// from then on entries without a key, or people without entries, mean that something was taken away.
/// </summary>
public sealed class JournalOrigin(CheckpointFile file, JournalKey key, PortalPaths paths)
{
    private volatile bool _begun;

    /// <summary>Nothing was ever written to this database. Asked before a write's own rows are there.</summary>
    public async Task<bool> IsNewAsync(PortalDb db, CancellationToken ct)
    {
        if (_begun)
            return false;
        if (!await db.Journal.AnyAsync(ct))
            return !await IsUsedAsync(db, ct);
        _begun = true;
        return false;
    }

    /// <summary>Rows are there that no portal makes without an entry.</summary>
    public static async Task<bool> IsUsedAsync(PortalDb db, CancellationToken ct) =>
        await db.Users.AnyAsync(ct) || await db.Requests.AnyAsync(ct) || await db.Grants.AnyAsync(ct) || await db.Scans.AnyAsync(ct);

    /// <summary>The first entry is about to be committed.</summary>
    public void Begin(DateTimeOffset now) => file.Begin(key, now);

    /// <summary>
    /// Why the portal must not start: its database is gone, while the data folder says that there was one. It would come up empty and offer
    /// a stranger to become its first administrator. Null when all is well.
    /// </summary>
    public async Task<Refusal?> LostAsync(PortalDb db, CancellationToken ct)
    {
        if (!await IsNewAsync(db, ct))
            return null;
        var trail = await file.TrailAsync(ct);
        var signed = Math.Max(trail.Last?.Seq ?? 0, trail.Head?.Last.Seq ?? 0);
        if (signed == 0)
            return null;
        return Refusal.Conflict(
            "database-lost",
            $"The portal's database is empty, but the data folder {paths.Root} belongs to a portal whose journal was signed to entry {signed}. Bring the database back with 'restore', or start with a new data folder."
        );
    }
}
