using JitPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>Turns a presented secret into the person it speaks for. NB. Read from the database for each call: revoking or disabling counts at once.</summary>
internal sealed class TokenCheck(IDbContextFactory<PortalDb> contexts, TokenUses uses, TimeProvider clock)
{
    public async Task<TokenHolder?> HolderAsync(string secret, CancellationToken ct)
    {
        if (!secret.StartsWith(ApiTokens.Prefix, StringComparison.Ordinal))
            return null;
        var (hash, now) = (Secret.Hash(secret), clock.GetUtcNow());
        await using var db = await contexts.CreateDbContextAsync(ct);
        var found = await db.ApiTokens.AsNoTracking()
            .Where(t => t.Hash == hash && t.RevokedAt == null && (t.ExpiresAt == null || t.ExpiresAt > now))
            .Join(db.Users.Where(u => u.DisabledAt == null), t => t.UserId, u => u.Id, (t, u) => new { Token = t, u.Email, u.Name })
            .SingleOrDefaultAsync(ct);
        if (found is null)
            return null;
        uses.Note(found.Token.Id, now);
        return new TokenHolder(
            found.Token.Id, found.Token.UserId, found.Email!, found.Name, found.Token.Scopes.Count == 0 ? null : found.Token.Scopes.ToHashSet(StringComparer.Ordinal));
    }
}
