using System.Collections.Concurrent;
using JitPortal.Data;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>
/// Reads status, roles and groups anew for each verb. NB. No verb is decided by what was read before: disabling a person or taking a role
/// away counts for the very next one, whatever their cookie or circuit still says. The one exception is <see cref="LastKnown"/>.
/// </summary>
internal sealed class Authority(
    IDbContextFactory<PortalDb> contexts,
    SecondFactorNeed secondFactor,
    SessionCache sessions,
    TimeProvider time
) : IAuthority
{
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, (ActorRights Standing, long At)> _last = new(StringComparer.Ordinal);

    public async Task<Outcome<ActorRights>> RequireAsync(Actor actor, Role anyOf, string scope, CancellationToken ct)
    {
        if (actor.Kind is ActorKind.System or ActorKind.CommandLine)
            return new ActorRights(actor.UserId, actor.Name, actor.Name, Role.Any, new HashSet<string>(), null);
        if (actor.Scopes is { } scopes && !scopes.Contains(scope))
            return Refusal.Forbidden(
                "scope-missing",
                $"This token does not have the scope {scope}. Make one that has it on the account page."
            );
        var found = await PresentAsync(actor, ct);
        if (!found.Ok || found.Value.Has(anyOf))
            return found;
        return Refusal.Forbidden("role-missing", $"This needs the role {RoleText.AnyOf(anyOf)}. Ask an administrator for it.");
    }

    public ActorRights? LastKnown(Actor actor, Role anyOf, string scope) =>
        (actor.Scopes is null || actor.Scopes.Contains(scope))
        && !(actor.Session is { } session && sessions.IsCut(session))
        && _last.TryGetValue(actor.UserId, out var last)
        && time.GetElapsedTime(last.At) < Remembered
        && last.Standing.Has(anyOf)
            ? last.Standing
            : null;

    private async Task<Outcome<ActorRights>> PresentAsync(Actor actor, CancellationToken ct)
    {
        var present = await ReadAsync(actor, ct);
        if (present.Ok && await secondFactor.MissingAsync(actor, present.Value.Roles, ct) is { } missing)
            present = missing;
        if (present.Ok)
            _last[actor.UserId] = (present.Value, time.GetTimestamp());
        else
            _last.TryRemove(actor.UserId, out _);
        return present;
    }

    private async Task<Outcome<ActorRights>> ReadAsync(Actor actor, CancellationToken ct)
    {
        var (userId, session) = (actor.UserId, actor.Session);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var person = await db
            .Users.AsNoTracking()
            .Where(u => u.Id == userId)
            .Select(u => new
            {
                u.Email,
                u.Name,
                u.ManagerId,
                Disabled = u.DisabledAt != null,
                Over = session != null && !db.Sessions.Any(s => s.Id == session && s.UserId == u.Id && s.EndedAt == null),
                Roles = db.UserRoles.Where(r => r.UserId == u.Id).Join(db.Roles, r => r.RoleId, r => r.Id, (_, r) => r.Name!).ToList(),
                Groups = db.Memberships.Where(m => m.UserId == u.Id).Join(db.Groups, m => m.GroupId, g => g.Id, (_, g) => g.Name).ToList(),
            })
            .AsSplitQuery()
            .SingleOrDefaultAsync(ct);
        if (person is null)
            return Refusal.Forbidden("person-unknown", "Your account no longer exists. Ask an administrator.");
        if (person.Disabled)
            return Refusal.Forbidden("person-disabled", "Your account is disabled. Ask an administrator to enable it.");
        if (person.Over || (session is { } id && sessions.IsCut(id)))
            return Refusal.Forbidden("session-over", "This session is over. Log in again.");
        return new ActorRights(
            userId,
            person.Email!,
            person.Name,
            RoleText.Parse(person.Roles),
            person.Groups.ToHashSet(StringComparer.OrdinalIgnoreCase),
            person.ManagerId
        );
    }
}
