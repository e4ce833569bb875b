using JitPortal.Identity.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Requests;

/// <summary>What becomes of people while a request waits or access is open.</summary>
internal static class PeopleChange
{
    public static async Task LeavesAsync(this RequestFixture fixture, string id, string group)
    {
        await using var db = fixture.Store.Db();
        var left = await db.Groups.Where(g => g.Name == group).Select(g => g.Id).SingleAsync();
        await db.Memberships.Where(m => m.UserId == id && m.GroupId == left).ExecuteDeleteAsync();
    }

    public static async Task JoinsAsync(this RequestFixture fixture, string id, string group)
    {
        await using var db = fixture.Store.Db();
        var joined = await db.Groups.SingleOrDefaultAsync(g => g.Name == group) ?? db.Groups.Add(new Group { Name = group }).Entity;
        await db.SaveChangesAsync();
        db.Memberships.Add(new Membership { UserId = id, GroupId = joined.Id });
        await db.SaveChangesAsync();
    }

    public static async Task LosesAsync(this RequestFixture fixture, string id, Role role)
    {
        await using var db = fixture.Store.Db();
        var lost = await db.Roles.Where(r => r.Name == role.ToString()).Select(r => r.Id).SingleAsync();
        await db.UserRoles.Where(r => r.UserId == id && r.RoleId == lost).ExecuteDeleteAsync();
    }

    public static async Task EnabledAsync(this RequestFixture fixture, string id)
    {
        await using var db = fixture.Store.Db();
        await db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(p => p.DisabledAt, (DateTimeOffset?)null));
    }
}
