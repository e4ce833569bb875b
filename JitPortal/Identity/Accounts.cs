using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>
/// Identity's user manager over a write's own context, so that passwords, passkeys and roles are saved in the same transaction as
/// their journal entry.
/// </summary>
public sealed class Accounts(IServiceProvider services, SessionCache sessions)
{
    public UserManager<User> Over(PortalDb db) =>
        ActivatorUtilities.CreateInstance<UserManager<User>>(services, ActivatorUtilities.CreateInstance<PortalUserStore>(services, db));

    /// <summary>Gives a person the key that their app shows codes for.</summary>
    internal static Task<IdentityResult> SetAuthenticatorKeyAsync(UserManager<User> users, User user, string key) =>
        users.SetAuthenticationTokenAsync(user, PortalUserStore.Provider, PortalUserStore.AuthenticatorKey, key);

    /// <summary>NB. The key is removed, not emptied: codes of an empty key could be calculated by anybody.</summary>
    internal static async Task<IdentityResult> StopSecondFactorAsync(UserManager<User> users, User user)
    {
        await users.RemoveAuthenticationTokenAsync(user, PortalUserStore.Provider, PortalUserStore.AuthenticatorKey);
        return await users.SetTwoFactorEnabledAsync(user, false);
    }

    /// <summary>Takes every way in from a person, for a new invitation to be the only one. No browser of theirs is a known one any more.</summary>
    internal async Task<IdentityResult> ForgetAsync(PortalDb db, WriteScope scope, User user, CancellationToken ct)
    {
        using var users = Over(db);
        foreach (var passkey in await users.GetPasskeysAsync(user))
            await users.RemovePasskeyAsync(user, passkey.CredentialId);
        await StopSecondFactorAsync(users, user);
        await sessions.EndAllAsync(db, scope, user.Id, but: null, ct);
        await ApiTokens.RevokeAllAsync(db, scope, user.Id, "Its person lost a device.", ct);
        foreach (var session in await db.Sessions.Where(s => s.UserId == user.Id).ToListAsync(ct))
            session.DeviceId = Guid.Empty;
        return user.PasswordHash is null ? await users.UpdateSecurityStampAsync(user) : await users.RemovePasswordAsync(user);
    }

    /// <summary>Identity's answer as the portal's: its sentences are already for people.</summary>
    internal static Refusal? RefusalOf(IdentityResult result, string field)
    {
        if (result.Succeeded)
            return null;
        if (result.Errors.Any(e => string.Equals(e.Code, nameof(IdentityErrorDescriber.ConcurrencyFailure), StringComparison.Ordinal)))
            return ChangedMeanwhile;
        var problems = result.Errors.Select(e => new Problem(field, e.Description)).ToList();
        return Refusal.Invalid($"{field}-invalid", string.Join(' ', problems.Select(p => p.Sentence)), problems);
    }

    internal static Refusal ChangedMeanwhile { get; } =
        Refusal.Conflict(
            "changed-meanwhile",
            "Somebody else changed this person at the same moment. Look at the entry again, then repeat your change."
        );
}
