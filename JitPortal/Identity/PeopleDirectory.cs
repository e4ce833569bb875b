using JitPortal.Data;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>Who is there: the reading side of <see cref="People"/>.</summary>
public sealed class PeopleDirectory(IAuthority authority, IDbContextFactory<PortalDb> contexts)
{
    /// <summary>Everybody, by name.</summary>
    public async Task<Outcome<IReadOnlyList<PersonView>>> ListAsync(Actor actor, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Admin | Role.Operator | Role.Auditor, TokenScopes.PeopleRead, ct);
        if (!may.Ok)
            return may.Refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        return new List<PersonView>(await PersonViews.OfAsync(db, db.Users, ct));
    }

    /// <summary>Names of all groups, in order.</summary>
    public async Task<IReadOnlyList<string>> GroupsAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Groups.Select(g => g.Name).OrderBy(n => n).ToListAsync(ct);
    }

    public async Task<PersonView?> FindAsync(string userId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return (await PersonViews.OfAsync(db, db.Users.Where(u => u.Id == userId), ct)).SingleOrDefault();
    }

    /// <summary>The people of these ids; ids that nobody has are left out.</summary>
    public async Task<IReadOnlyDictionary<string, PersonView>> ResolveAsync(IReadOnlyCollection<string> userIds, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var people = await PersonViews.OfAsync(db, db.Users.Where(u => userIds.Contains(u.Id)), ct);
        return people.ToDictionary(p => p.UserId, StringComparer.Ordinal);
    }
}
