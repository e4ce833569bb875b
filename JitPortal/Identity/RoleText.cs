using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>Roles as the words that people, the database and the command line use.</summary>
public static class RoleText
{
    public static IReadOnlyList<Role> Each { get; } = [Role.Requester, Role.Approver, Role.Operator, Role.Auditor, Role.Admin];

    public static IReadOnlyList<string> Names(Role roles) => [.. Each.Where(r => roles.HasFlag(r)).Select(r => r.ToString())];

    public static Role Parse(IEnumerable<string> names) =>
        names.Aggregate(
            Role.None,
            (all, name) => all | (Each.FirstOrDefault(r => string.Equals(r.ToString(), name, StringComparison.OrdinalIgnoreCase)))
        );

    public static bool TryParse(string name, out Role role)
    {
        role = Parse([name.Trim()]);
        return role != Role.None;
    }

    /// <summary><c>Operator, Auditor or Admin</c>.</summary>
    public static string AnyOf(Role roles)
    {
        var names = Names(roles);
        return names.Count < 2 ? string.Join("", names) : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";
    }
}
