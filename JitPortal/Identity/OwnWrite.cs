using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;

namespace JitPortal.Identity;

/// <summary>What people change about themselves: their own entry, in one write with its journal entry.</summary>
public sealed class OwnWrite(JournaledWrite write, Accounts accounts, Freshness freshness, SessionCache sessions)
{
    private static readonly Refusal TokenMayNot = Refusal.Forbidden(
        "token-may-not",
        "A token cannot change how a person signs in. Do it on the account page."
    );

    private static readonly Refusal Gone = Refusal.Forbidden(
        "person-disabled",
        "Your account is disabled or no longer exists. Ask an administrator."
    );

    /// <param name="what">What the journal and the person's notices say was changed, as a line of words; no secret.</param>
    /// <param name="fresh">The person must have proved a short while ago that it is them.</param>
    /// <remarks>Where the change ends sessions (a new security stamp), all but the one that acts are over when it commits.</remarks>
    public Task<Outcome<T>> RunAsync<T>(
        Actor actor,
        string what,
        bool fresh,
        Func<UserManager<User>, User, Task<Outcome<T>>> change,
        CancellationToken ct
    ) =>
        InAsync<T>(
            actor,
            async (db, scope, users, user) =>
            {
                if (fresh && await freshness.RefusalAsync(db, actor, ct) is { } stale)
                    return stale;
                var stamp = user.SecurityStamp;
                var done = await change(users, user);
                if (!done.Ok)
                    return done;
                await db.SaveChangesAsync(ct);
                if (!string.Equals(stamp, user.SecurityStamp, StringComparison.Ordinal))
                    await sessions.EndAllAsync(db, scope, user.Id, but: actor.Session, ct);
                scope.Record(Subjects.Person(user.Id), new SignInChanged(user.Email, what));
                PersonalNotices.Tell(db, scope, user.Id, PersonalNotices.SignInChanged, what);
                return done;
            },
            ct
        );

    /// <summary>What nobody needs to be told of: the person only showed once more who they are.</summary>
    internal Task<Outcome<T>> WithoutNoticeAsync<T>(
        Actor actor,
        Func<PortalDb, UserManager<User>, User, Task<Outcome<T>>> work,
        CancellationToken ct
    ) => InAsync<T>(actor, (db, _, users, user) => work(db, users, user), ct);

    private async Task<Outcome<T>> InAsync<T>(
        Actor actor,
        Func<PortalDb, WriteScope, UserManager<User>, User, Task<Outcome<T>>> work,
        CancellationToken ct
    )
    {
        if (actor.Kind != ActorKind.Person)
            return TokenMayNot;
        return await write.RunAsync<T>(
            actor,
            async (db, scope) =>
            {
                using var users = accounts.Over(db);
                var user = await users.FindByIdAsync(actor.UserId);
                return user is { DisabledAt: null } ? await work(db, scope, users, user) : Gone;
            },
            ct
        );
    }
}
