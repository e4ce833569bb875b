using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>The steps that adding and changing a person share; all inside the caller's write.</summary>
internal static class PersonEdit
{
    private const int LongestName = 100;
    private const int LongestGroup = 50;

    public static Outcome<string> Name(string? text)
    {
        var name = TypedText.Line(text);
        return name.Length is > 0 and <= LongestName
            ? name
            : Refusal.Invalid(
                "name-invalid",
                $"Give a name of 1 to {LongestName} characters.",
                new Problem("name", $"Give a name of 1 to {LongestName} characters.")
            );
    }

    /// <summary>By user id or e-mail address.</summary>
    public static async Task<Outcome<User>> FindAsync(PortalDb db, string idOrEmail, CancellationToken ct)
    {
        var given = TypedText.Line(idOrEmail);
        var normalized = given.ToUpperInvariant();
        var user = await db.Users.FirstOrDefaultAsync(u => u.Id == given || u.NormalizedEmail == normalized, ct);
        return user is null ? Refusal.NotFound("person-not-found", $"There is no person {TypedText.Quoted(given)}.") : user;
    }

    /// <summary>Nobody when empty. A chain of managers that leads back to the person is refused.</summary>
    public static async Task<Outcome<string?>> ManagerAsync(PortalDb db, string? manager, string? ofUserId, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(manager))
            return default(Outcome<string?>);
        var found = await FindAsync(db, manager, ct);
        if (!found.Ok)
            return Refusal.Invalid(
                "manager-not-found",
                $"There is no person {TypedText.Quoted(manager)} who could be the manager.",
                new Problem("manager", "Choose a person of the portal.")
            );
        var above = found.Value.Id;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (
            var id = above;
            id is not null && seen.Add(id);
            id = await db.Users.Where(u => u.Id == id).Select(u => u.ManagerId).SingleOrDefaultAsync(ct)
        )
        {
            if (string.Equals(id, ofUserId, StringComparison.Ordinal))
                return Refusal.Invalid(
                    "manager-circle",
                    "A person cannot be their own manager, not even by way of others.",
                    new Problem("manager", "Choose somebody else.")
                );
        }

        return above;
    }

    public static async Task SetRolesAsync(PortalDb db, string userId, Role roles, CancellationToken ct)
    {
        var names = RoleText.Names(roles);
        var known = await db.Roles.ToDictionaryAsync(r => r.Name!, r => r.Id, StringComparer.Ordinal, ct);
        foreach (var name in names.Where(n => !known.ContainsKey(n)))
        {
            var role = new IdentityRole(name) { NormalizedName = name.ToUpperInvariant() };
            db.Roles.Add(role);
            known[name] = role.Id;
        }

        var wanted = names.Select(n => known[n]).ToHashSet(StringComparer.Ordinal);
        var held = await db.UserRoles.Where(r => r.UserId == userId).ToListAsync(ct);
        db.UserRoles.RemoveRange(held.Where(r => !wanted.Contains(r.RoleId)));
        db.UserRoles.AddRange(
            wanted.Where(id => held.All(r => r.RoleId != id)).Select(id => new IdentityUserRole<string> { UserId = userId, RoleId = id })
        );
    }

    /// <summary>Groups are named in policies (<c>group:dba</c>), so their names are plain words.</summary>
    public static Outcome<IReadOnlyList<string>> Groups(IEnumerable<string> names)
    {
        var clean = names.Select(g => g.Trim().ToLowerInvariant()).Where(g => g.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return clean.Find(g => g.Length > LongestGroup || !g.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) is { } bad
            ? Refusal.Invalid(
                "group-invalid",
                $"“{TypedText.Quoted(bad)}” cannot be a group's name: use up to {LongestGroup} letters, digits, hyphens, dots and underscores.",
                new Problem("groups", "Use letters, digits, hyphens, dots and underscores.")
            )
            : clean;
    }

    public static async Task SetGroupsAsync(PortalDb db, string userId, IReadOnlyList<string> names, CancellationToken ct)
    {
        var known = await db.Groups.Where(g => names.Contains(g.Name)).ToListAsync(ct);
        var made = names
            .Where(n => known.All(g => !string.Equals(g.Name, n, StringComparison.Ordinal)))
            .Select(n => new Group { Name = n })
            .ToList();
        db.Groups.AddRange(made);
        await db.SaveChangesAsync(ct);
        var wanted = known.Concat(made).Select(g => g.Id).ToHashSet();
        var held = await db.Memberships.Where(m => m.UserId == userId).ToListAsync(ct);
        db.Memberships.RemoveRange(held.Where(m => !wanted.Contains(m.GroupId)));
        db.Memberships.AddRange(
            wanted.Where(id => held.All(m => m.GroupId != id)).Select(id => new Membership { GroupId = id, UserId = userId })
        );
    }

    /// <summary>NB. Without an administrator nobody could ever add, change or enable anybody again.</summary>
    public static async Task<Refusal?> LastAdminAsync(PortalDb db, User user, CancellationToken ct)
    {
        var admins = db.UserRoles.Join(db.Roles.Where(r => r.Name == nameof(Role.Admin)), u => u.RoleId, r => r.Id, (u, _) => u.UserId);
        var isAdmin = await admins.AnyAsync(id => id == user.Id, ct);
        return isAdmin && !await db.Users.AnyAsync(u => u.Id != user.Id && u.DisabledAt == null && admins.Contains(u.Id), ct)
            ? Refusal.Conflict("last-admin", $"{user.Name} is the last administrator. Make somebody else an administrator first.")
            : null;
    }
}
