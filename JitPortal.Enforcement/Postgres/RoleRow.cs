using JitPortal.Shared;

namespace JitPortal.Enforcement.Postgres;

/// <summary>A role with our prefix as the server has it.</summary>
/// <param name="Until">Null when it has none, or one that never comes.</param>
/// <param name="Powers">Attributes that no temporary role has, such as CREATEROLE; empty as a rule.</param>
/// <param name="MemberOf">Roles it is a member of.</param>
/// <param name="AdminOf">Of these, the ones it could hand on.</param>
/// <param name="Members">Who is a member of it, the portal's role aside.</param>
/// <param name="Grant">The grant that its name says.</param>
/// <param name="Note">Null when the comment does not say what the role is for.</param>
internal sealed record RoleRow(
    uint Oid,
    string Name,
    bool CanLogin,
    int ConnectionLimit,
    DateTimeOffset? Until,
    IReadOnlyList<string> Powers,
    IReadOnlyList<string> MemberOf,
    IReadOnlyList<string> AdminOf,
    IReadOnlyList<string> Members,
    GrantId? Grant,
    RoleNote? Note
)
{
    /// <summary>Shutting has begun: it will never log in again and only waits to be dropped.</summary>
    public bool Disabled => !CanLogin && ConnectionLimit == 0;

    /// <summary>One line for the journal.</summary>
    public string Describe() =>
        string.Join(
            ' ',
            new[]
            {
                Name,
                CanLogin ? "LOGIN" : "NOLOGIN",
                $"CONNECTION LIMIT {ConnectionLimit}",
                $"VALID UNTIL {Until?.UtcDateTime.ToString("O") ?? "never"}",
            }
                .Concat(Powers)
                .Append(
                    MemberOf.Count > 0
                        ? $"IN ROLE {string.Join(", ", MemberOf.Select(m => AdminOf.Contains(m) ? $"{m} WITH ADMIN" : m))}"
                        : ""
                )
                .Append(Members.Count > 0 ? $"ROLE {string.Join(", ", Members)}" : "")
                .Where(p => p.Length > 0)
        );
}
