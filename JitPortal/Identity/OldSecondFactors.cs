using JitPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>Brings second factors that an earlier portal kept plain into the form of <see cref="SecondFactorSecrets"/>, at each start.</summary>
internal sealed partial class OldSecondFactors(
    IDbContextFactory<PortalDb> contexts,
    SecondFactorSecrets secrets,
    ILogger<OldSecondFactors> logger
)
{
    public async Task ProtectAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var kept = await db
            .UserTokens.Where(t =>
                t.LoginProvider == PortalUserStore.Provider
                && (t.Name == PortalUserStore.AuthenticatorKey || t.Name == PortalUserStore.RecoveryCodes)
                && t.Value != null
            )
            .ToListAsync(ct);
        var plain = kept.Where(t => SecondFactorSecrets.IsPlain(t.Value!)).ToList();
        if (plain.Count == 0)
            return;
        foreach (var token in plain)
        {
            token.Value = string.Equals(token.Name, PortalUserStore.AuthenticatorKey, StringComparison.Ordinal)
                ? secrets.Seal(token.Value!)
                : SecondFactorSecrets.Hash(token.Value!.Split(';', StringSplitOptions.RemoveEmptyEntries));
        }

        await db.SaveChangesAsync(ct);
        await ForgetOldPagesAsync(db, ct);
        Log.Protected(logger, plain.Count);
    }

    /// <summary>SQLite leaves what was overwritten in free pages and in its log until they are used again.</summary>
    private static async Task ForgetOldPagesAsync(PortalDb db, CancellationToken ct)
    {
        if (!db.Database.IsSqlite())
            return;
        await db.Database.ExecuteSqlRawAsync("VACUUM", ct);
        await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", ct);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1212,
            LogLevel.Information,
            "{Count} secrets of second factors that an earlier version kept plain are encrypted or hashed now."
        )]
        public static partial void Protected(ILogger logger, int count);
    }
}
