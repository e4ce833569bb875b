using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>One's own authenticator app (TOTP, RFC 6238) and recovery codes.</summary>
public sealed class OwnSecondFactor(OwnWrite own, Accounts accounts, IDbContextFactory<PortalDb> contexts)
{
    private const int RecoveryCodes = 10;

    /// <summary>160 bits in base 32, the length that RFC 4226 recommends.</summary>
    private const int KeyLength = 32;

    private static readonly Refusal WrongCode = Refusal.Invalid(
        "code-wrong", "That code is not right. Take the next one, and check that the clock of the device is right.", new Problem("code", "Enter the six digits that the app shows now."));

    /// <summary>Whether a second factor is asked for, and how many recovery codes are left.</summary>
    public async Task<(bool On, int CodesLeft)> StateAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        using var users = accounts.Over(db);
        var user = await users.FindByIdAsync(actor.UserId);
        return user is null ? (false, 0) : (user.TwoFactorEnabled, await users.CountRecoveryCodesAsync(user));
    }

    /// <summary>A key for an app that is being set up; nothing is kept until <see cref="StartAsync"/>.</summary>
    public string NewKey()
    {
        using var db = contexts.CreateDbContext();
        using var users = accounts.Over(db);
        return users.GenerateNewAuthenticatorKey();
    }

    /// <summary>Keeps the key once the app showed a right code for it, and hands out the recovery codes.</summary>
    public Task<Outcome<IReadOnlyList<string>>> StartAsync(Actor actor, string key, string code, CancellationToken ct) =>
        own.RunAsync<IReadOnlyList<string>>(actor, "authenticator app set up", async (users, user) =>
        {
            if (key.Length != KeyLength || !key.All(c => char.IsAsciiLetterUpper(c) || c is >= '2' and <= '7'))
                return Refusal.Invalid("key-invalid", "The key of the set-up is not complete. Load the page again.");
            await Accounts.SetAuthenticatorKeyAsync(users, user, key);
            if (!await RightAsync(users, user, code))
                return WrongCode;
            await users.SetTwoFactorEnabledAsync(user, true);
            return await CodesAsync(users, user);
        }, ct);

    public Task<Outcome<Unit>> StopAsync(Actor actor, string code, CancellationToken ct) =>
        own.RunAsync<Unit>(actor, "second factor switched off", async (users, user) =>
        {
            if (!await RightAsync(users, user, code))
                return WrongCode;
            return Accounts.RefusalOf(await Accounts.StopSecondFactorAsync(users, user), "code") is { } failed ? failed : Unit.Done;
        }, ct);

    public Task<Outcome<IReadOnlyList<string>>> RenewCodesAsync(Actor actor, string code, CancellationToken ct) =>
        own.RunAsync<IReadOnlyList<string>>(actor, "recovery codes renewed", async (users, user) =>
            await RightAsync(users, user, code) ? await CodesAsync(users, user) : WrongCode, ct);

    private static async Task<Outcome<IReadOnlyList<string>>> CodesAsync(UserManager<User> users, User user) =>
        (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes) ?? []).ToList();

    private static Task<bool> RightAsync(UserManager<User> users, User user, string code) =>
        users.VerifyTwoFactorTokenAsync(user, users.Options.Tokens.AuthenticatorTokenProvider, string.Concat(code.Where(char.IsAsciiDigit)));
}
