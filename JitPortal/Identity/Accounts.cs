using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>
/// Identity's user manager over a write's own context, so that passwords, passkeys and roles are saved in the same transaction as
/// their journal entry.
/// </summary>
public sealed class Accounts(IServiceProvider services)
{
    public UserManager<User> Over(PortalDb db) =>
        ActivatorUtilities.CreateInstance<UserManager<User>>(services, new UserStore<User, IdentityRole, PortalDb>(db));

    /// <summary>Takes every way in from a person, for a new invitation to be the only one.</summary>
    public async Task<IdentityResult> ForgetAsync(PortalDb db, User user)
    {
        using var users = Over(db);
        foreach (var passkey in await users.GetPasskeysAsync(user))
            await users.RemovePasskeyAsync(user, passkey.CredentialId);
        await users.SetTwoFactorEnabledAsync(user, false);
        await users.RemoveAuthenticationTokenAsync(user, "[AspNetUserStore]", "AuthenticatorKey");
        return user.PasswordHash is null ? await users.UpdateSecurityStampAsync(user) : await users.RemovePasswordAsync(user);
    }

    /// <summary>Identity's answer as the portal's: its sentences are already for people.</summary>
    public static Refusal? RefusalOf(IdentityResult result, string field)
    {
        if (result.Succeeded)
            return null;
        if (result.Errors.Any(e => string.Equals(e.Code, nameof(IdentityErrorDescriber.ConcurrencyFailure), StringComparison.Ordinal)))
            return ChangedMeanwhile;
        var problems = result.Errors.Select(e => new Problem(field, e.Description)).ToList();
        return Refusal.Invalid($"{field}-invalid", string.Join(' ', problems.Select(p => p.Sentence)), problems);
    }

    public static Refusal ChangedMeanwhile { get; } =
        Refusal.Conflict("changed-meanwhile", "Somebody else changed this person at the same moment. Look at the entry again, then repeat your change.");
}
