using System.Security.Cryptography;
using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>One's own authenticator app (TOTP, RFC 6238) and recovery codes.</summary>
public sealed class OwnSecondFactor(
    OwnWrite own,
    Accounts accounts,
    IDbContextFactory<PortalDb> contexts,
    Tries tries,
    SecondFactorNeed need
)
{
    private const int RecoveryCodes = 10;

    /// <summary>Those of ASP.NET Core Identity's own codes: none that looks like another.</summary>
    private const string Letters = "23456789BCDFGHJKMNPQRTVWXY";

    /// <summary>160 bits in base 32, the length that RFC 4226 recommends.</summary>
    private const int KeyLength = 32;

    private static readonly Refusal WrongCode = Refusal.Invalid(
        "code-wrong",
        "That code is not right. Take the next one, and check that the clock of the device is right.",
        new Problem("code", "Enter the six digits that the app shows now.")
    );

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
        WithNewCodesAsync(
            actor,
            "Authenticator app set up",
            fresh: true,
            async (users, user) =>
            {
                if (key.Length != KeyLength || !key.All(c => char.IsAsciiLetterUpper(c) || c is >= '2' and <= '7'))
                    return Refusal.Invalid("key-invalid", "The key of the set-up is not complete. Load the page again.");
                // NB. Who has one already shows a code of it to change it; a new key would be a way around that.
                if (user.TwoFactorEnabled)
                    return Refusal.Conflict("second-factor-on", "You have a second factor already. Switch it off first.");
                await Accounts.SetAuthenticatorKeyAsync(users, user, key);
                if (!await AuthenticatorCode.IsRightAsync(users, user, code))
                    return WrongCode;
                await users.SetTwoFactorEnabledAsync(user, true);
                return null;
            },
            ct
        );

    public Task<Outcome<Unit>> StopAsync(Actor actor, string code, CancellationToken ct) =>
        GuessAsync(
            actor,
            () =>
                own.RunAsync<Unit>(
                    actor,
                    "Second factor switched off",
                    fresh: false,
                    async (users, user) =>
                    {
                        if (need.For(RoleText.Parse(await users.GetRolesAsync(user))) is { } needed)
                            return needed;
                        if (!await AuthenticatorCode.IsRightAsync(users, user, code))
                            return WrongCode;
                        return Accounts.RefusalOf(await Accounts.StopSecondFactorAsync(users, user), "code") is { } failed
                            ? failed
                            : Unit.Done;
                    },
                    ct
                )
        );

    public Task<Outcome<IReadOnlyList<string>>> RenewCodesAsync(Actor actor, string code, CancellationToken ct) =>
        WithNewCodesAsync(
            actor,
            "Recovery codes made anew",
            fresh: false,
            async (users, user) => await AuthenticatorCode.IsRightAsync(users, user, code) ? null : WrongCode,
            ct
        );

    /// <summary>NB. The codes are made and hashed before the write: ten slow hashes take a second, in which nobody else could write.</summary>
    /// <param name="change">What is to be done before they are kept; null when it may be so.</param>
    private Task<Outcome<IReadOnlyList<string>>> WithNewCodesAsync(
        Actor actor,
        string what,
        bool fresh,
        Func<UserManager<User>, User, Task<Refusal?>> change,
        CancellationToken ct
    ) =>
        GuessAsync<IReadOnlyList<string>>(
            actor,
            () =>
            {
                var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => $"{Half()}-{Half()}").ToList();
                var kept = SecondFactorSecrets.Hash(codes);
                return own.RunAsync<IReadOnlyList<string>>(
                    actor,
                    what,
                    fresh,
                    async (users, user) =>
                    {
                        if (await change(users, user) is { } no)
                            return no;
                        await users.SetAuthenticationTokenAsync(user, PortalUserStore.Provider, PortalUserStore.RecoveryCodes, kept);
                        return codes;
                    },
                    ct
                );
            }
        );

    /// <summary>A change that a code proves: the code is a guess like any other.</summary>
    private Task<Outcome<T>> GuessAsync<T>(Actor actor, Func<Task<Outcome<T>>> attempt) =>
        tries.GuessAsync(OwnTries.LaneOf(actor), refusal => ReferenceEquals(refusal, WrongCode), attempt);

    private static string Half() => RandomNumberGenerator.GetString(Letters, 5);
}
