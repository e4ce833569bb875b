using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>One's own name, password and sessions.</summary>
public sealed class OwnAccount(OwnWrite own, Tries tries, Freshness freshness)
{
    private static readonly Refusal WrongPassword = Refusal.Invalid(
        "password-wrong",
        "The current password is wrong.",
        new Problem("current", "This is not your current password.")
    );

    public Task<Outcome<Unit>> RenameAsync(Actor actor, string name, CancellationToken ct) =>
        own.RunAsync<Unit>(
            actor,
            "Name changed",
            fresh: false,
            (_, user) =>
            {
                var clean = PersonEdit.Name(name);
                if (clean.Ok)
                    user.Name = clean.Value;
                return Task.FromResult<Outcome<Unit>>(clean.Ok ? Unit.Done : clean.Refusal);
            },
            ct
        );

    /// <summary>Ends every other session. A person who has none yet (passkeys only) sets a first one.</summary>
    public Task<Outcome<Unit>> ChangePasswordAsync(Actor actor, string current, string wanted, CancellationToken ct) =>
        // A password that is too weak is no guess at the present one.
        tries.GuessAsync(
            OwnTries.LaneOf(actor),
            refusal => ReferenceEquals(refusal, WrongPassword),
            () =>
                own.RunAsync<Unit>(
                    actor,
                    "Password changed",
                    fresh: false,
                    async (users, user) =>
                    {
                        // The present password is proof enough; who has none proves it in another way.
                        if (user.PasswordHash is null && !await freshness.IsAsync(actor, ct))
                            return Freshness.Needed;
                        if (user.PasswordHash is not null && !await users.CheckPasswordAsync(user, current))
                            return WrongPassword;
                        var result = user.PasswordHash is null
                            ? await users.AddPasswordAsync(user, wanted)
                            : await users.ChangePasswordAsync(user, current, wanted);
                        return Accounts.RefusalOf(result, "password") is { } weak ? weak : Unit.Done;
                    },
                    ct
                )
        );

    public Task<Outcome<Unit>> SignOutEverywhereAsync(Actor actor, CancellationToken ct) =>
        own.RunAsync<Unit>(
            actor,
            "Logged out everywhere else",
            fresh: false,
            async (users, user) =>
                Accounts.RefusalOf(await users.UpdateSecurityStampAsync(user), "person") is { } failed ? failed : Unit.Done,
            ct
        );
}
