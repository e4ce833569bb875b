using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>Puts a new person into a write: for the administrator, the command line and the first set-up alike.</summary>
public sealed class PersonCreation(Accounts accounts)
{
    public async Task<Outcome<User>> InAsync(PortalDb db, WriteScope scope, NewPerson person, CancellationToken ct)
    {
        if (!EmailText.TryParse(person.Email, out var email))
            return Refusal.Invalid(
                "email-invalid",
                $"“{TypedText.Quoted(person.Email)}” is not an e-mail address.",
                new Problem("email", "Give an address such as ann@example.org.")
            );
        var (name, groups, manager) = (
            PersonEdit.Name(person.Name),
            PersonEdit.Groups(person.Groups),
            await PersonEdit.ManagerAsync(db, person.Manager, null, ct)
        );
        if ((name.Refusal ?? groups.Refusal ?? manager.Refusal) is { } refused)
            return refused;
        using var users = accounts.Over(db);
        if (await users.FindByEmailAsync(email) is not null)
            return Refusal.Conflict("email-taken", $"There is a person with the address {email} already.");
        var user = new User
        {
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            Name = name.Required(),
            ManagerId = manager.Value,
            CreatedAt = scope.Now,
        };
        var made = person.Password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, person.Password);
        if (Accounts.RefusalOf(made, "password") is { } weak)
            return weak;
        await PersonEdit.SetRolesAsync(db, user.Id, person.Roles, ct);
        await PersonEdit.SetGroupsAsync(db, user.Id, groups.Required(), ct);
        scope.Record(
            Subjects.Person(user.Id),
            new PersonAdded(email, user.Name, RoleText.Names(person.Roles), groups.Required(), person.Manager)
        );
        scope.Publish(Topic.People, user.Id);
        return user;
    }
}
