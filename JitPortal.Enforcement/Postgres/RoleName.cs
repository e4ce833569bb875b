using JitPortal.Shared;

namespace JitPortal.Enforcement.Postgres;

/// <summary>Names of temporary roles: the prefix and the grant's number, nothing that people chose.</summary>
internal static class RoleName
{
    public static string Of(string prefix, GrantId grant) => prefix + grant;

    /// <summary>The grant whose role is called so, if the name is one of ours.</summary>
    public static GrantId? GrantOf(string prefix, string name) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && Guid.TryParseExact(name[prefix.Length..], "n", out var id)
        && Of(prefix, new GrantId(id)) == name
            ? new GrantId(id)
            : null;
}
