using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>Proves once more who sits at a session that is open already: with the password (and code) or a passkey of that person.</summary>
public sealed class Confirmations(
    OwnWrite own,
    Tries tries,
    SignInManager<User> signIn,
    IDbContextFactory<PortalDb> contexts,
    TimeProvider clock
)
{
    private static readonly Refusal Wrong = Refusal.Invalid(
        "password-wrong",
        "That is not right.",
        new Problem("password", "Enter your present password.")
    );

    private static readonly Refusal WrongCode = Refusal.Invalid(
        "code-wrong",
        "The password or the code is not right. Take the next code of the app.",
        new Problem("code", "Enter the six digits that the app shows now.")
    );

    private static readonly Refusal NoPasskey = Refusal.Invalid(
        "passkey-refused",
        "This passkey did not work here, or it is somebody else's. Try once more."
    );

    /// <summary>What this person can prove it with.</summary>
    public async Task<(bool Password, bool Code, bool Passkey)> WaysAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var found = await db
            .Users.Where(u => u.Id == actor.UserId)
            .Select(u => new
            {
                Password = u.PasswordHash != null,
                u.TwoFactorEnabled,
                Passkey = db.UserPasskeys.Any(p => p.UserId == u.Id),
            })
            .SingleOrDefaultAsync(ct);
        return found is null ? default : (found.Password, found.TwoFactorEnabled, found.Passkey);
    }

    public Task<Outcome<Unit>> WithPasswordAsync(Actor actor, string password, string code, CancellationToken ct) =>
        ConfirmAsync(
            actor,
            async (users, user) =>
            {
                var both = user.TwoFactorEnabled;
                var right =
                    user.PasswordHash is not null
                    && await users.CheckPasswordAsync(user, password)
                    && (!both || await AuthenticatorCode.IsRightAsync(users, user, code));
                return right ? null
                    : both ? WrongCode
                    : Wrong;
            },
            ct
        );

    /// <param name="credential">The assertion that the browser made, as JSON.</param>
    public async Task<Outcome<Unit>> WithPasskeyAsync(Actor actor, string credential, CancellationToken ct)
    {
        var asserted = await signIn.PerformPasskeyAssertionAsync(credential);
        return await ConfirmAsync(
            actor,
            async (users, user) =>
            {
                if (!asserted.Succeeded || !string.Equals(asserted.User.Id, user.Id, StringComparison.Ordinal))
                    return NoPasskey;
                // Its counter moved, which tells a copied key from the real one next time.
                await users.AddOrUpdatePasskeyAsync(user, asserted.Passkey);
                return null;
            },
            ct
        );
    }

    private Task<Outcome<Unit>> ConfirmAsync(Actor actor, Func<UserManager<User>, User, Task<Refusal?>> check, CancellationToken ct) =>
        tries.GuessAsync(
            OwnTries.LaneOf(actor),
            _ => true,
            () =>
                own.WithoutNoticeAsync<Unit>(
                    actor,
                    async (db, users, user) =>
                    {
                        if (await check(users, user) is { } wrong)
                            return wrong;
                        if (
                            await db.Sessions.SingleOrDefaultAsync(
                                s => s.Id == actor.Session && s.UserId == user.Id && s.EndedAt == null,
                                ct
                            ) is
                            { } session
                        )
                            session.ConfirmedAt = clock.GetUtcNow();
                        return Unit.Done;
                    },
                    ct
                )
        );
}
