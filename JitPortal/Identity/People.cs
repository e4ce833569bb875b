using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>What an administrator does with people. Whoever only wants to read asks <see cref="PeopleDirectory"/>.</summary>
public sealed class People(IAuthority authority, JournaledWrite write, PersonCreation creation, Accounts accounts, SessionCache sessions)
{
    /// <summary>Long enough for a weekend, short enough that a forgotten mail is no way in.</summary>
    internal static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(3);

    public async Task<Outcome<AddedPerson>> AddAsync(Actor actor, NewPerson person, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Admin, TokenScopes.PeopleWrite, ct);
        return !may.Ok
            ? may.Refusal
            : await write.RunAsync<AddedPerson>(
                actor,
                async (db, scope) =>
                {
                    var made = await creation.InAsync(db, scope, person, ct);
                    if (!made.Ok)
                        return made.Refusal;
                    var code = person.Password is null ? await InviteAsync(db, scope, made.Value, ct) : null;
                    await db.SaveChangesAsync(ct);
                    return new AddedPerson(await PersonViews.OneAsync(db, made.Value.Id, ct), code);
                },
                ct
            );
    }

    public Task<Outcome<PersonView>> ChangeAsync(Actor actor, string idOrEmail, PersonChange change, CancellationToken ct) =>
        EditAsync(
            actor,
            idOrEmail,
            async (db, scope, user) =>
            {
                if (change.Version is not null && !string.Equals(change.Version, user.ConcurrencyStamp, StringComparison.Ordinal))
                    return Accounts.ChangedMeanwhile;
                var (name, groups, manager) = (
                    PersonEdit.Name(change.Name),
                    PersonEdit.Groups(change.Groups),
                    await PersonEdit.ManagerAsync(db, change.Manager, user.Id, ct)
                );
                var lastAdmin = change.Roles.HasFlag(Role.Admin) ? null : await PersonEdit.LastAdminAsync(db, user, ct);
                if ((name.Refusal ?? groups.Refusal ?? manager.Refusal ?? lastAdmin) is { } refused)
                    return refused;
                var before = await PersonViews.OneAsync(db, user.Id, ct);
                (user.Name, user.ManagerId) = (name.Required(), manager.Value);
                await PersonEdit.SetRolesAsync(db, user.Id, change.Roles, ct);
                await PersonEdit.SetGroupsAsync(db, user.Id, groups.Required(), ct);
                scope.Record(
                    Subjects.Person(user.Id),
                    new PersonChanged(
                        user.Email,
                        new PersonState(before.Name, RoleText.Names(before.Roles), before.Groups, before.ManagerId),
                        new PersonState(user.Name, RoleText.Names(change.Roles), groups.Required(), user.ManagerId)
                    )
                );
                return Unit.Done;
            },
            ct
        );

    /// <summary>Ends the person's sessions and tokens. Their grants are closed by the grant reconciler, which listens for it.</summary>
    public Task<Outcome<PersonView>> DisableAsync(Actor actor, string idOrEmail, CancellationToken ct) =>
        EditAsync(
            actor,
            idOrEmail,
            async (db, scope, user) =>
            {
                if (user.DisabledAt is not null)
                    return Refusal.Conflict("already-disabled", $"{user.Name} is disabled already.");
                if (await PersonEdit.LastAdminAsync(db, user, ct) is { } lastAdmin)
                    return lastAdmin;
                user.DisabledAt = scope.Now;
                user.SecurityStamp = Secret.New();
                await sessions.EndAllAsync(db, scope, user.Id, but: null, ct);
                await ApiTokens.RevokeAllAsync(db, scope, user.Id, "Its person was disabled.", ct);
                await OneTimeLinks.DropAsync(db, OneTimeLinks.Invitation, user.Id, ct);
                scope.Record(Subjects.Person(user.Id), new PersonDisabled(user.Email));
                return Unit.Done;
            },
            ct
        );

    public Task<Outcome<PersonView>> EnableAsync(Actor actor, string idOrEmail, CancellationToken ct) =>
        EditAsync(
            actor,
            idOrEmail,
            async (db, scope, user) =>
            {
                if (user.DisabledAt is null)
                    return Refusal.Conflict("already-enabled", $"{user.Name} is enabled already.");
                user.DisabledAt = null;
                // Of people whom an older version disabled, which left them their tokens.
                await ApiTokens.RevokeAllAsync(db, scope, user.Id, "Its person was disabled.", ct);
                scope.Record(Subjects.Person(user.Id), new PersonEnabled(user.Email));
                return Unit.Done;
            },
            ct
        );

    /// <summary>
    /// A new link with which the person chooses a password. NB. With <paramref name="lostEverything"/> their passkeys and second factor
    /// are removed and their sessions end: for the person who lost the phone, after the administrator has made sure who is asking.
    /// </summary>
    public async Task<Outcome<AddedPerson>> InviteAsync(Actor actor, string idOrEmail, bool lostEverything, CancellationToken ct)
    {
        string? code = null;
        var invited = await EditAsync(
            actor,
            idOrEmail,
            async (db, scope, user) =>
            {
                if (user.DisabledAt is not null)
                    return Refusal.Conflict("person-disabled", $"{user.Name} is disabled. Enable the account first.");
                if (lostEverything && Accounts.RefusalOf(await accounts.ForgetAsync(db, scope, user, ct), "person") is { } failed)
                    return failed;
                code = await InviteAsync(db, scope, user, ct);
                PersonalNotices.Tell(
                    db,
                    scope,
                    user.Id,
                    PersonalNotices.SignInChanged,
                    lostEverything
                        ? "Every way to log in taken away, and an invitation made to begin anew"
                        : "Invitation made with which a new password can be chosen"
                );
                return Unit.Done;
            },
            ct
        );
        return invited.Map(person => new AddedPerson(person, code));
    }

    private static async Task<string> InviteAsync(PortalDb db, WriteScope scope, User user, CancellationToken ct)
    {
        scope.Record(Subjects.Person(user.Id), new PersonInvited(user.Email, scope.Now + InvitationLifetime));
        return await OneTimeLinks.IssueAsync(db, OneTimeLinks.Invitation, user.Id, InvitationLifetime, scope.Now, ct);
    }

    private async Task<Outcome<PersonView>> EditAsync(
        Actor actor,
        string idOrEmail,
        Func<PortalDb, WriteScope, User, Task<Outcome<Unit>>> edit,
        CancellationToken ct
    )
    {
        var may = await authority.RequireAsync(actor, Role.Admin, TokenScopes.PeopleWrite, ct);
        return !may.Ok
            ? may.Refusal
            : await write.RunAsync<PersonView>(
                actor,
                async (db, scope) =>
                {
                    var found = await PersonEdit.FindAsync(db, idOrEmail, ct);
                    if (!found.Ok)
                        return found.Refusal;
                    var done = await edit(db, scope, found.Value);
                    if (!done.Ok)
                        return done.Refusal;
                    found.Value.ConcurrencyStamp = Guid.NewGuid().ToString();
                    scope.Publish(Topic.People, found.Value.Id);
                    await db.SaveChangesAsync(ct);
                    return await PersonViews.OneAsync(db, found.Value.Id, ct);
                },
                ct
            );
    }
}
