using JitPortal.Data;
using JitPortal.Identity.Model;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>Reads people as records.</summary>
internal static class PersonViews
{
    public static async Task<PersonView> OneAsync(PortalDb db, string userId, CancellationToken ct) =>
        (await OfAsync(db, db.Users.Where(u => u.Id == userId), ct)).Single();

    public static async Task<IReadOnlyList<PersonView>> OfAsync(PortalDb db, IQueryable<User> users, CancellationToken ct)
    {
        var rows = await users
            .AsNoTracking()
            .Select(u => new
            {
                u.Id,
                u.Email,
                u.Name,
                u.ManagerId,
                u.DisabledAt,
                u.ConcurrencyStamp,
                u.TwoFactorEnabled,
                Enters = u.PasswordHash != null || db.UserPasskeys.Any(p => p.UserId == u.Id),
                Roles = db.UserRoles.Where(r => r.UserId == u.Id).Join(db.Roles, r => r.RoleId, r => r.Id, (_, r) => r.Name!).ToList(),
                Groups = db
                    .Memberships.Where(m => m.UserId == u.Id)
                    .Join(db.Groups, m => m.GroupId, g => g.Id, (_, g) => g.Name)
                    .OrderBy(n => n)
                    .ToList(),
            })
            .AsSplitQuery()
            .ToListAsync(ct);
        // Databases disagree on how letters are ordered.
        return
        [
            .. rows.OrderBy(u => u.Name, StringComparer.OrdinalIgnoreCase)
                .ThenBy(u => u.Email, StringComparer.Ordinal)
                .Select(u => new PersonView(
                    u.Id,
                    u.Email!,
                    u.Name,
                    RoleText.Parse(u.Roles),
                    u.Groups,
                    u.ManagerId,
                    u.DisabledAt is not null
                )
                {
                    Version = u.ConcurrencyStamp ?? "",
                    TwoFactor = u.TwoFactorEnabled,
                    Invited = !u.Enters,
                }),
        ];
    }
}
