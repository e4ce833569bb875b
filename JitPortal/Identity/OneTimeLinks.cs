using JitPortal.Data;
using JitPortal.Identity.Model;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>
/// Makes and spends codes that work once. NB. The code travels behind the <c>#</c> of a link: browsers do not send that part, so it
/// reaches no access log, proxy or referrer header; the page posts it.
/// </summary>
internal static class OneTimeLinks
{
    public const string Setup = "setup";
    public const string Invitation = "invitation";

    /// <summary>Adds a link to the write and hands out its code. Earlier unused ones of the same purpose and person die.</summary>
    public static async Task<string> IssueAsync(
        PortalDb db,
        string purpose,
        string? userId,
        TimeSpan lifetime,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await DropAsync(db, purpose, userId, ct);
        var code = Secret.New();
        db.OneTimeLinks.Add(
            new OneTimeLink
            {
                Id = Guid.CreateVersion7(now),
                Purpose = purpose,
                UserId = userId,
                Hash = Secret.Hash(code),
                ExpiresAt = now + lifetime,
            }
        );
        return code;
    }

    /// <summary>The link of a code that is still good.</summary>
    public static Task<OneTimeLink?> FindAsync(PortalDb db, string purpose, string code, DateTimeOffset now, CancellationToken ct)
    {
        var hash = Secret.Hash(code.Trim());
        return db.OneTimeLinks.SingleOrDefaultAsync(
            l => l.Hash == hash && l.Purpose == purpose && l.UsedAt == null && l.ExpiresAt > now,
            ct
        );
    }

    public static async Task DropAsync(PortalDb db, string purpose, string? userId, CancellationToken ct) =>
        db.OneTimeLinks.RemoveRange(
            await db.OneTimeLinks.Where(l => l.Purpose == purpose && l.UserId == userId && l.UsedAt == null).ToListAsync(ct)
        );
}
