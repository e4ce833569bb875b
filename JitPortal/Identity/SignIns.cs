using System.Net;
using System.Security.Claims;
using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>Begins and ends browser sessions. Every success (by the session book), and every failure at a known account, is journaled.</summary>
internal sealed class SignIns(
    PortalSignIn signIn,
    UserManager<User> users,
    JournaledWrite write,
    IDbContextFactory<PortalDb> contexts,
    Tries tries,
    SpentCodes spent,
    Devices devices,
    OwnSessions own
)
{
    /// <summary>NB. One sentence for an unknown address, a wrong password, a locked and a disabled account: none of them can be told from the others.</summary>
    private static readonly Refusal NotThisWay = Refusal.Forbidden(
        "sign-in-refused",
        "That did not work: the address or the password is wrong, or the account is locked or disabled. Five wrong tries lock an account for 5 minutes."
    );

    private static readonly Refusal WrongCode = Refusal.Forbidden(
        "code-refused",
        "That code did not work. Wait for the next one and check the clock of the device. Five wrong tries lock the account for 5 minutes."
    );

    private static readonly Refusal NoPasskey = Refusal.Forbidden(
        "passkey-refused",
        "This passkey did not work here, or its account is locked or disabled. Use your password, or ask an administrator."
    );

    private static readonly Refusal StartAgain = Refusal.Forbidden(
        "sign-in-over",
        "This took too long. Begin again with your address and password."
    );

    public async Task<Outcome<SignInStep>> PasswordAsync(string email, string password, bool stay, IPAddress? source, CancellationToken ct)
    {
        var user = await users.FindByEmailAsync(TypedText.Line(email));
        var lane = user is null ? "" : await LaneAsync("password", user, ct);
        if (user?.PasswordHash is null || !await signIn.CanSignInAsync(user) || await IsLockedAsync(user) || !tries.Take(lane))
        {
            // Not journaled: whoever goes on trying a locked account would write the journal full.
            SpendTheSameTime(password);
            return NotThisWay;
        }

        signIn.Method = "password";
        var result = await signIn.PasswordSignInAsync(user, password, stay, lockoutOnFailure: !signIn.IsKnownDevice);
        if (result.RequiresTwoFactor || result.Succeeded)
            tries.Forget(lane);
        if (result.RequiresTwoFactor)
            return SignInStep.SecondFactor;
        return await EndAsync(result, user, "password", NotThisWay, source, ct);
    }

    /// <summary>The assertion that the browser made, as JSON.</summary>
    public async Task<Outcome<SignInStep>> PasskeyAsync(string credential, IPAddress? source, CancellationToken ct)
    {
        signIn.Method = "passkey";
        var result = await signIn.PasskeySignInAsync(credential);
        var user = result.Succeeded ? await users.FindByIdAsync(signIn.Context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "") : null;
        return await EndAsync(result, user, "passkey", NoPasskey, source, ct);
    }

    /// <summary>True while a right password waits for its second factor.</summary>
    public async Task<bool> WaitsForSecondFactorAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is not null;

    public Task<Outcome<SignInStep>> CodeAsync(string code, bool stay, IPAddress? source, CancellationToken ct) =>
        SecondAsync(
            "authenticator",
            stay,
            async user => await AuthenticatorCode.IsRightAsync(users, user, code) && spent.Spend(user.Id, AuthenticatorCode.Digits(code)),
            source,
            ct
        );

    public Task<Outcome<SignInStep>> RecoveryCodeAsync(string code, IPAddress? source, CancellationToken ct) =>
        SecondAsync(
            "recovery-code",
            stay: false,
            async user => (await users.RedeemTwoFactorRecoveryCodeAsync(user, code.Replace(" ", "", StringComparison.Ordinal))).Succeeded,
            source,
            ct
        );

    /// <summary>Ends this session at the server, then takes the cookie away.</summary>
    public async Task SignOutAsync(Actor actor)
    {
        try
        {
            await own.LogOutAsync(actor);
        }
        finally
        {
            await signIn.SignOutAsync();
        }
    }

    /// <summary>Gives this browser a session that outlives the change of a password or second factor; all others end.</summary>
    public async Task RenewAsync(ClaimsPrincipal principal, CancellationToken ct)
    {
        // Not from the user manager: its context may have read the person before the change.
        await using var db = await contexts.CreateDbContextAsync(ct);
        var userId = users.GetUserId(principal);
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, ct) is { } user)
            await signIn.RefreshSignInAsync(user);
    }

    private async Task<Outcome<SignInStep>> SecondAsync(
        string method,
        bool stay,
        Func<User, Task<bool>> isRightAsync,
        IPAddress? source,
        CancellationToken ct
    )
    {
        var user = await signIn.GetTwoFactorAuthenticationUserAsync();
        if (user is null)
            return StartAgain;
        var lane = await LaneAsync("code", user, ct);
        if (!await signIn.CanSignInAsync(user))
            return WrongCode;
        if (await IsLockedAsync(user) || !tries.Take(lane))
            return Tries.TooMany;
        if (!await isRightAsync(user))
        {
            if (!signIn.IsKnownDevice)
                await users.AccessFailedAsync(user);
            await FailedAsync(user, method, source, ct);
            return WrongCode;
        }

        tries.Forget(lane);
        await users.ResetAccessFailedCountAsync(user);
        signIn.Method = method;
        await signIn.SecondFactorDoneAsync(user, stay);
        return SignInStep.Done;
    }

    /// <summary>
    /// Whose wrong tries are counted together: those of all strangers, or those of one browser that the person used before. NB. So a
    /// stranger keeps out strangers only, and a stolen browser gets no more tries than anybody.
    /// </summary>
    private async Task<string> LaneAsync(string at, User user, CancellationToken ct)
    {
        var device = await devices.KnownAsync(signIn.Context, user.Id, ct);
        signIn.IsKnownDevice = device is not null;
        return $"{at} {user.Id} {device?.ToString() ?? "stranger"}";
    }

    private async Task<bool> IsLockedAsync(User user) => !signIn.IsKnownDevice && await users.IsLockedOutAsync(user);

    private async Task<Outcome<SignInStep>> EndAsync(
        SignInResult result,
        User? user,
        string method,
        Refusal refusal,
        IPAddress? source,
        CancellationToken ct
    )
    {
        if (result.Succeeded && user is not null)
            return SignInStep.Done;
        await FailedAsync(user, method, source, ct);
        return refusal;
    }

    /// <summary>NB. Nothing is written about unknown addresses: people type passwords into the wrong field, and the journal is for ever.</summary>
    private async Task FailedAsync(User? user, string method, IPAddress? source, CancellationToken ct)
    {
        if (user is null)
            return;
        var locked = await IsLockedAsync(user);
        await write.RunAsync<Unit>(
            ActorOf(user, source),
            (_, scope) =>
            {
                scope.Record(Subjects.Person(user.Id), new SignInFailed(method, locked, source?.ToString()));
                return Task.FromResult<Outcome<Unit>>(Unit.Done);
            },
            ct
        );
    }

    /// <summary>NB. Hashing is slow on purpose; an answer without it would tell that there is no such account.</summary>
    private void SpendTheSameTime(string password) => users.PasswordHasher.HashPassword(new User(), password);

    private static Actor ActorOf(User user, IPAddress? source) => new(ActorKind.Person, user.Id, user.Email ?? user.Id, source);
}

/// <summary>What comes after an attempt to sign in that was not refused.</summary>
public enum SignInStep
{
    /// <summary>The session has begun.</summary>
    Done,

    /// <summary>The password was right; a code of the authenticator app is asked for next.</summary>
    SecondFactor,
}
