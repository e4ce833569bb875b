using JitPortal.Data;
using JitPortal.Policies.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Policies;

/// <summary>
/// Turns what stages say (<c>group:dba</c>, <c>role:Approver</c>, <c>manager</c>) into the people of this moment: one load for as many
/// requests as are at hand, then plain look-ups.
/// </summary>
internal sealed class StagePeople
{
    private readonly HashSet<string> _groups;
    private readonly Dictionary<string, Person> _byId;
    private readonly Dictionary<string, Person> _byEmail;

    private StagePeople(IEnumerable<string> groups, IReadOnlyList<Person> people) =>
        (_groups, _byId, _byEmail) = (
            groups.ToHashSet(StringComparer.OrdinalIgnoreCase),
            people.ToDictionary(p => p.Id, StringComparer.Ordinal),
            people
                .GroupBy(p => p.Email, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase)
        );

    /// <param name="specs">Every approver that will be asked about.</param>
    /// <param name="userIds">Others who will be: managers, people who voted.</param>
    public static async Task<StagePeople> LoadAsync(
        PortalDb db,
        IEnumerable<ApproverSpec> specs,
        IEnumerable<string> userIds,
        CancellationToken ct
    )
    {
        var asked = specs.Distinct().ToList();
        var ids = userIds.Distinct(StringComparer.Ordinal).ToList();
        var named = asked.Where(s => s.Kind == ApproverKind.User && s.Name is not null).Select(s => s.Name!).ToList();
        var (emails, normalized) = (named.ConvertAll(n => n.ToLowerInvariant()), named.ConvertAll(n => n.ToUpperInvariant()));
        var names = asked
            .Where(s => s.Kind is ApproverKind.Group or ApproverKind.Owner && s.Name is not null)
            .Select(s => s.Name!.ToLowerInvariant())
            .ToList();
        var everyApprover = asked.Exists(s => s.Kind == ApproverKind.Role);
        var groups = await db.Groups.Where(g => names.Contains(g.Name)).ToDictionaryAsync(g => g.Id, g => g.Name, ct);
        var groupIds = groups.Keys.ToList();
        var approvers = db.UserRoles.Join(
            db.Roles.Where(r => r.Name == nameof(Role.Approver)),
            u => u.RoleId,
            r => r.Id,
            (u, _) => u.UserId
        );
        var rows = await db
            .Users.AsNoTracking()
            .Where(u =>
                ids.Contains(u.Id)
                || normalized.Contains(u.NormalizedEmail!)
                || emails.Contains(u.Email!)
                || (everyApprover && approvers.Contains(u.Id))
                || db.Memberships.Any(m => m.UserId == u.Id && groupIds.Contains(m.GroupId))
            )
            .Select(u => new
            {
                u.Id,
                u.Email,
                u.Name,
                Disabled = u.DisabledAt != null,
                IsApprover = approvers.Contains(u.Id),
            })
            .ToListAsync(ct);
        var memberships = (
            await db.Memberships.Where(m => groupIds.Contains(m.GroupId)).Select(m => new { m.UserId, m.GroupId }).ToListAsync(ct)
        ).ToLookup(m => m.UserId, m => groups[m.GroupId]);
        return new StagePeople(
            groups.Values,
            [
                .. rows.OrderBy(u => u.Name, StringComparer.OrdinalIgnoreCase)
                    .ThenBy(u => u.Id, StringComparer.Ordinal)
                    .Select(u => new Person(
                        u.Id,
                        u.Email ?? "",
                        u.Name.Length > 0 ? u.Name : u.Email ?? "",
                        u.Disabled,
                        u.IsApprover,
                        memberships[u.Id].ToHashSet(StringComparer.OrdinalIgnoreCase)
                    )),
            ]
        );
    }

    /// <summary>Everything that these stages name, those that they escalate to included.</summary>
    public static IEnumerable<ApproverSpec> Specs(IEnumerable<Stage> stages) =>
        stages.SelectMany(s => s.Approvers.Concat(s.EscalateTo ?? []));

    public bool HasGroup(string name) => _groups.Contains(name);

    /// <summary>The people behind one approver.</summary>
    /// <param name="requesterId">Never decides on their own request; null = no request is at hand.</param>
    public NamedPeople Named(ApproverSpec spec, string? requesterId, string? managerId)
    {
        var people = spec.Kind switch
        {
            ApproverKind.Manager => managerId is not null && _byId.TryGetValue(managerId, out var manager) ? [manager] : [],
            ApproverKind.User => spec.Name is not null && _byEmail.TryGetValue(spec.Name, out var one) ? [one] : [],
            ApproverKind.Role => [.. _byId.Values.Where(p => p.IsApprover)],
            _ => spec.Name is null ? [] : (List<Person>)[.. _byId.Values.Where(p => p.Groups.Contains(spec.Name))],
        };
        return new NamedPeople(
            spec,
            [.. people.Select(p => new NamedPerson(p.Id, p.Email, p.Name, WhyNot(p, requesterId)))],
            people.Count > 0 ? null : Missing(spec)
        );
    }

    /// <summary>Ids of all who can decide in a stage.</summary>
    public IReadOnlyList<NamedPerson> Able(Stage stage, string? requesterId, string? managerId) =>
        [.. stage.Approvers.SelectMany(a => Named(a, requesterId, managerId).Able).DistinctBy(p => p.UserId, StringComparer.Ordinal)];

    /// <summary>Why a yes that this person gave for this stage does not count any more, to follow their name; null when it does.</summary>
    public string? WhyNotAnyMore(string userId, Stage stage, string requesterId, string? managerId)
    {
        if (!_byId.TryGetValue(userId, out var person))
            return "has no account any more";
        if (WhyNot(person, requesterId) is { } unable)
            return unable;
        return stage.Approvers.Any(a =>
            Named(a, requesterId, managerId).People.Any(p => string.Equals(p.UserId, userId, StringComparison.Ordinal))
        )
            ? null
            : $"is not among those asked any more ({string.Join(" or ", stage.Approvers.Select(a => a.ToWords()))})";
    }

    private static string? WhyNot(Person person, string? requesterId)
    {
        if (string.Equals(person.Id, requesterId, StringComparison.Ordinal))
            return "is the requester";
        return person.Disabled ? "is disabled"
            : person.IsApprover ? null
            : "does not have the role Approver";
    }

    private string Missing(ApproverSpec spec) =>
        spec.Kind switch
        {
            ApproverKind.Manager => "the requester has no manager",
            ApproverKind.User => $"nobody has the address {spec.Name}",
            ApproverKind.Role => "nobody has the role Approver",
            ApproverKind.Owner when spec.Name is null => "the service has no owner",
            ApproverKind.Owner when !HasGroup(spec.Name!) => $"there is no group {spec.Name}, which owns the service",
            _ when HasGroup(spec.Name!) => $"the group {spec.Name} has no members",
            _ => $"there is no group {spec.Name}",
        };

    private sealed record Person(string Id, string Email, string Name, bool Disabled, bool IsApprover, IReadOnlySet<string> Groups);
}
