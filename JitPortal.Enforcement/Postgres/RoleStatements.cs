using System.Globalization;

namespace JitPortal.Enforcement.Postgres;

/// <summary>The statements that make a temporary role and change it.</summary>
internal static class RoleStatements
{
    /// <summary>Differences of clocks below this are left alone, so that VALID UNTIL reads as the deadline does.</summary>
    public static readonly TimeSpan ClocksAgree = TimeSpan.FromSeconds(2);

    /// <summary>The deadline in the server's own time, to its microsecond, never later.</summary>
    /// <param name="serverAhead">How far the server's clock is ahead of the portal's.</param>
    public static DateTimeOffset Until(DateTimeOffset deadline, TimeSpan serverAhead)
    {
        var until = (serverAhead.Duration() > ClocksAgree ? deadline + serverAhead : deadline).ToUniversalTime();
        return until.AddTicks(-(until.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>
    /// NB. It is made without LOGIN and without a password; both come with the first credential. The portal becomes a member so that it
    /// may see its sessions and give away what it made.
    /// </summary>
    public static IReadOnlyList<string> Create(string role, RoleNote note, PostgresRolesSettings settings) =>
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"CREATE ROLE {SqlText.Name(role)} NOLOGIN INHERIT CONNECTION LIMIT {settings.ConnectionLimit} VALID UNTIL {Moment(note.Until)} IN ROLE {SqlText.Names(settings.TemplateRoles)}"
            ),
            Comment(role, note),
            $"GRANT {SqlText.Name(role)} TO CURRENT_USER",
        ];

    public static IReadOnlyList<string> CreateProbe(string role, DateTimeOffset until, string verifier, PostgresRolesSettings settings) =>
        [
            $"CREATE ROLE {SqlText.Name(role)} LOGIN INHERIT CONNECTION LIMIT 2 VALID UNTIL {Moment(until)} IN ROLE {SqlText.Names(settings.TemplateRoles)} PASSWORD {SqlText.Text(verifier)}",
        ];

    public static IReadOnlyList<string> Move(string role, RoleNote note) =>
        [$"ALTER ROLE {SqlText.Name(role)} VALID UNTIL {Moment(note.Until)}", Comment(role, note)];

    /// <param name="verifier">NB. Never a password: statements are logged.</param>
    public static string Credential(string role, string verifier) =>
        $"ALTER ROLE {SqlText.Name(role)} LOGIN PASSWORD {SqlText.Text(verifier)}";

    public static string Disable(string role) => $"ALTER ROLE {SqlText.Name(role)} NOLOGIN CONNECTION LIMIT 0 PASSWORD NULL";

    /// <summary>What makes the role what the settings say; empty when it is.</summary>
    public static IReadOnlyList<string> Repair(RoleRow row, PostgresRolesSettings settings)
    {
        var role = SqlText.Name(row.Name);
        var statements = new List<string>();
        foreach (var foreign in row.MemberOf.Except(settings.TemplateRoles, StringComparer.Ordinal))
            statements.Add($"REVOKE {SqlText.Name(foreign)} FROM {role}");
        foreach (var handsOn in row.AdminOf.Intersect(settings.TemplateRoles, StringComparer.Ordinal))
            statements.Add($"REVOKE ADMIN OPTION FOR {SqlText.Name(handsOn)} FROM {role}");
        foreach (var missing in settings.TemplateRoles.Except(row.MemberOf, StringComparer.Ordinal))
            statements.Add($"GRANT {SqlText.Name(missing)} TO {role}");
        foreach (var member in row.Members)
            statements.Add($"REVOKE {role} FROM {SqlText.Name(member)}");
        foreach (var power in row.Powers)
            statements.Add($"ALTER ROLE {role} {(power == "NOINHERIT" ? "INHERIT" : $"NO{power}")}");
        if (row.ConnectionLimit != settings.ConnectionLimit)
            statements.Add(string.Create(CultureInfo.InvariantCulture, $"ALTER ROLE {role} CONNECTION LIMIT {settings.ConnectionLimit}"));
        return statements;
    }

    private static string Comment(string role, RoleNote note) => $"COMMENT ON ROLE {SqlText.Name(role)} IS {SqlText.Text(note.Write())}";

    private static string Moment(DateTimeOffset moment) =>
        SqlText.Text(moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff'+00'", CultureInfo.InvariantCulture));
}
