using System.Net;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>Lets an invited person choose a password. Single use; dead when the person is disabled or invited again.</summary>
public sealed class Invitations(JournaledWrite write, Accounts accounts, SessionCache sessions, LinkTries tries)
{
    private static readonly Refusal Dead = Refusal.Forbidden(
        "invitation-refused",
        "This invitation was used, is too old, or is not complete. Ask an administrator for a new one."
    );

    /// <summary>The e-mail address of the person who may now sign in.</summary>
    /// <param name="source">Where the code is typed: wrong ones are counted for that network.</param>
    public Task<Outcome<string>> AcceptAsync(string code, string password, CancellationToken ct, IPAddress? source = null) =>
        tries.CountAsync(OneTimeLinks.Invitation, source, Dead, () => SpendAsync(code, password, ct));

    private Task<Outcome<string>> SpendAsync(string code, string password, CancellationToken ct) =>
        write.RunAsync<string>(
            Actor.System,
            async (db, scope) =>
            {
                var link = await OneTimeLinks.FindAsync(db, OneTimeLinks.Invitation, code, scope.Now, ct);
                var user = link?.UserId is null ? null : await db.Users.FindAsync([link.UserId], ct);
                if (link is null || user is not { DisabledAt: null })
                    return Dead;
                using var users = accounts.Over(db);
                if (user.PasswordHash is not null)
                    await users.RemovePasswordAsync(user);
                if (Accounts.RefusalOf(await users.AddPasswordAsync(user, password), "password") is { } weak)
                    return weak;
                await users.SetLockoutEndDateAsync(user, null);
                await users.ResetAccessFailedCountAsync(user);
                link.UsedAt = scope.Now;
                await sessions.EndAllAsync(db, scope, user.Id, but: null, ct);
                PersonalNotices.Tell(db, scope, user.Id, PersonalNotices.SignInChanged, "Password chosen by invitation");
                scope.Record(Subjects.Person(user.Id), new SignInChanged(user.Email, "password set by invitation"));
                scope.Publish(Topic.People, user.Id);
                return user.Email!;
            },
            ct
        );
}
