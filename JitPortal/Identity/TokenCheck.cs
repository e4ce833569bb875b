using System.Collections.Concurrent;
using JitPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>
/// Turns a presented secret into the person it speaks for. NB. Read from the database for each call: revoking or disabling counts at once.
/// While the database is away, who was known a little while ago is still known, so that they can take access away; all else asks
/// <see cref="Shared.IAuthority"/>, which needs the database.
/// </summary>
internal sealed class TokenCheck(IDbContextFactory<PortalDb> contexts, TokenUses uses, TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, (TokenHolder Holder, long At)> _last = new(StringComparer.Ordinal);

    public async Task<TokenHolder?> HolderAsync(string secret, CancellationToken ct)
    {
        if (!secret.StartsWith(ApiTokens.Prefix, StringComparison.Ordinal))
            return null;
        var hash = Secret.Hash(secret);
        try
        {
            var holder = await ReadAsync(hash, ct).WaitAsync(_last.ContainsKey(hash) ? Patience : Timeout.InfiniteTimeSpan, ct);
            if (holder is null)
                _last.TryRemove(hash, out _);
            else
                _last[hash] = (holder, clock.GetTimestamp());
            return holder;
        }
        catch (Exception e) when (e is TimeoutException || DatabaseTrouble.IsAway(e))
        {
            if (_last.TryGetValue(hash, out var last) && clock.GetElapsedTime(last.At) < Remembered)
                return last.Holder;
            throw;
        }
    }

    private async Task<TokenHolder?> ReadAsync(string hash, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(ct);
        var found = await db
            .ApiTokens.AsNoTracking()
            .Where(t => t.Hash == hash && t.RevokedAt == null && (t.ExpiresAt == null || t.ExpiresAt > now))
            .Join(
                db.Users.Where(u => u.DisabledAt == null),
                t => t.UserId,
                u => u.Id,
                (t, u) =>
                    new
                    {
                        Token = t,
                        u.Email,
                        u.Name,
                    }
            )
            .SingleOrDefaultAsync(ct);
        if (found is null)
            return null;
        uses.Note(found.Token.Id, now);
        return new TokenHolder(
            found.Token.Id,
            found.Token.UserId,
            found.Email!,
            found.Name,
            found.Token.Scopes.Count == 0 ? null : found.Token.Scopes.ToHashSet(StringComparer.Ordinal)
        );
    }
}

/// <summary>Whom a presented token speaks for.</summary>
/// <param name="Scopes">Null = not bound by scopes.</param>
public sealed record TokenHolder(Guid TokenId, string UserId, string Email, string Name, IReadOnlySet<string>? Scopes);
