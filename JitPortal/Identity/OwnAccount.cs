using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>One's own name, password and sessions.</summary>
public sealed class OwnAccount(OwnWrite own)
{
    private static readonly Refusal WrongPassword =
        Refusal.Invalid("password-wrong", "The current password is wrong.", new Problem("current", "This is not your current password."));

    public Task<Outcome<Unit>> RenameAsync(Actor actor, string name, CancellationToken ct) =>
        own.RunAsync<Unit>(actor, "name", (_, user) =>
        {
            var clean = PersonEdit.Name(name);
            if (clean.Ok)
                user.Name = clean.Value;
            return Task.FromResult<Outcome<Unit>>(clean.Ok ? Unit.Done : clean.Refusal);
        }, ct);

    /// <summary>Ends every other session. A person who has none yet (passkeys only) sets a first one.</summary>
    public Task<Outcome<Unit>> ChangePasswordAsync(Actor actor, string current, string wanted, CancellationToken ct) =>
        own.RunAsync<Unit>(actor, "password", async (users, user) =>
        {
            if (user.PasswordHash is not null && await users.IsLockedOutAsync(user))
                return Refusal.Forbidden("locked", "Too many wrong tries: wait 5 minutes.");
            if (user.PasswordHash is not null && !await users.CheckPasswordAsync(user, current))
                return WrongPassword;
            var result = user.PasswordHash is null ? await users.AddPasswordAsync(user, wanted) : await users.ChangePasswordAsync(user, current, wanted);
            return Accounts.RefusalOf(result, "password") is { } weak ? weak : Unit.Done;
        }, ct);

    public Task<Outcome<Unit>> SignOutEverywhereAsync(Actor actor, CancellationToken ct) =>
        own.RunAsync<Unit>(actor, "signed out everywhere", async (users, user) =>
            Accounts.RefusalOf(await users.UpdateSecurityStampAsync(user), "person") is { } failed ? failed : Unit.Done, ct);
}
