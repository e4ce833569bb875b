using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;

namespace JitPortal.Identity;

/// <summary>What people change about themselves: their own entry, in one write with its journal entry.</summary>
public sealed class OwnWrite(JournaledWrite write, Accounts accounts)
{
    private static readonly Refusal TokenMayNot = Refusal.Forbidden("token-may-not", "A token cannot change how a person signs in. Do it on the account page.");

    private static readonly Refusal Gone = Refusal.Forbidden("person-disabled", "Your account is disabled or no longer exists. Ask an administrator.");

    /// <param name="what">What the journal says was changed; no secret.</param>
    public async Task<Outcome<T>> RunAsync<T>(Actor actor, string what, Func<UserManager<User>, User, Task<Outcome<T>>> change, CancellationToken ct)
    {
        if (actor.Kind != ActorKind.Person)
            return TokenMayNot;
        return await write.RunAsync<T>(actor, async (db, unit) =>
        {
            using var users = accounts.Over(db);
            var user = await users.FindByIdAsync(actor.UserId);
            if (user is not { DisabledAt: null })
                return Gone;
            var done = await change(users, user);
            if (!done.Ok)
                return done;
            await db.SaveChangesAsync(ct);
            unit.Record(IdentityEvents.SignInChanged, IdentityEvents.Person(user.Id), new { email = user.Email, what });
            unit.Publish(Topic.People, user.Id);
            return done;
        }, ct);
    }
}
