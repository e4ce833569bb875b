using System.Net;
using JitPortal.Enforcement.Model;
using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary>What the server's catalog says about roles with our prefix and their sessions.</summary>
internal static class RoleCatalog
{
    // No column is asked for that came after PostgreSQL 11.
    private const string Roles = """
        SELECT r.oid, r.rolname::text, r.rolcanlogin, r.rolconnlimit,
               CASE WHEN isfinite(r.rolvaliduntil) THEN r.rolvaliduntil END,
               array_remove(ARRAY[CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
                   CASE WHEN r.rolcreatedb THEN 'CREATEDB' END, CASE WHEN r.rolreplication THEN 'REPLICATION' END,
                   CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END, CASE WHEN NOT r.rolinherit THEN 'NOINHERIT' END], NULL),
               ARRAY(SELECT DISTINCT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid ORDER BY 1),
               ARRAY(SELECT DISTINCT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid AND m.admin_option ORDER BY 1),
               ARRAY(SELECT DISTINCT u.rolname::text FROM pg_auth_members m JOIN pg_roles u ON u.oid = m.member WHERE m.roleid = r.oid AND u.rolname <> current_user ORDER BY 1),
               shobj_description(r.oid, 'pg_authid')
        FROM pg_roles r WHERE starts_with(r.rolname::text, $1) ORDER BY r.rolname
        """;

    private const string Sessions = """
        SELECT usesysid, pid, backend_start, client_addr, client_port FROM pg_stat_activity
        WHERE usesysid = ANY($1) AND backend_type = 'client backend' ORDER BY backend_start, pid
        """;

    /// <summary>One role by its name; null when it is not there.</summary>
    public static async Task<RoleRow?> RoleAsync(NpgsqlConnection link, string prefix, string name, CancellationToken ct) =>
        (await ListAsync(link, prefix, name, ct)).Find(r => r.Name == name);

    public static Task<List<RoleRow>> RolesAsync(NpgsqlConnection link, string prefix, CancellationToken ct) =>
        ListAsync(link, prefix, prefix, ct);

    /// <summary>Live sessions by the oid of the role that logged in, which SET ROLE does not change.</summary>
    public static async Task<ILookup<uint, FlowView>> SessionsAsync(
        NpgsqlConnection link,
        IReadOnlyCollection<uint> roles,
        CancellationToken ct
    )
    {
        var found = await link.ListAsync(
            Sessions,
            r =>
                (
                    Role: r.GetFieldValue<uint>(0),
                    Flow: new FlowView(
                        RoleSession.IdOf(r.GetInt32(1), r.IsDBNull(2) ? null : r.GetFieldValue<DateTimeOffset>(2)),
                        // A session over the server's own socket has no address.
                        new IPEndPoint(
                            r.IsDBNull(3) ? IPAddress.Loopback : r.GetFieldValue<IPAddress>(3),
                            r.IsDBNull(4) ? 0 : Math.Max(0, r.GetInt32(4))
                        ),
                        r.IsDBNull(2) ? DateTimeOffset.MinValue : r.GetFieldValue<DateTimeOffset>(2),
                        0,
                        0
                    )
                ),
            ct,
            roles.ToArray()
        );
        return found.ToLookup(f => f.Role, f => f.Flow);
    }

    private static Task<List<RoleRow>> ListAsync(NpgsqlConnection link, string prefix, string beginning, CancellationToken ct) =>
        link.ListAsync(
            Roles,
            r =>
            {
                var name = r.GetString(1);
                var (grant, note) = (RoleName.GrantOf(prefix, name), RoleNote.Read(r.IsDBNull(9) ? null : r.GetString(9)));
                return new RoleRow(
                    r.GetFieldValue<uint>(0),
                    name,
                    r.GetBoolean(2),
                    r.GetInt32(3),
                    r.IsDBNull(4) ? null : r.GetFieldValue<DateTimeOffset>(4),
                    r.GetFieldValue<string[]>(5),
                    r.GetFieldValue<string[]>(6),
                    r.GetFieldValue<string[]>(7),
                    r.GetFieldValue<string[]>(8),
                    grant,
                    grant is { } own && note?.Door.Grant == own ? note : null
                );
            },
            ct,
            beginning
        );
}
