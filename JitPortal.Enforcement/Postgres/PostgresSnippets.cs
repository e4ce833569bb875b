using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Postgres;

/// <summary>What an administrator of the database runs once.</summary>
internal static class PostgresSnippets
{
    public static IReadOnlyList<Snippet> Of(PostgresRolesSettings settings) =>
        [.. settings.Servers.SelectMany(s => (IEnumerable<Snippet>)[Role(settings, s), Access(settings, s)])];

    private static Snippet Role(PostgresRolesSettings settings, PostgresServer server)
    {
        var portal = SqlText.Name(server.UserName);
        var owner = SqlText.Name(settings.OwnedObjectsTo);
        return new Snippet(
            "The portal's own role",
            $"{server.Place}, as a superuser in psql",
            $"""
            -- It makes roles and ends sessions; it is no superuser and reads no table of its own right.
            CREATE ROLE {portal} LOGIN CREATEROLE CONNECTION LIMIT 16;
            \password {portal}
            GRANT pg_signal_backend TO {portal};
            GRANT {SqlText.Names(settings.TemplateRoles)} TO {portal} WITH ADMIN OPTION;
            -- Gets what temporary roles leave behind. It should have no rights of its own, for what runs as its owner runs as this role.
            CREATE ROLE {owner} NOLOGIN;
            GRANT {owner} TO {portal};
            -- In each schema where temporary roles may create functions or types:
            --   GRANT CREATE ON SCHEMA app TO {owner};
            """
        );
    }

    private static Snippet Access(PostgresRolesSettings settings, PostgresServer server)
    {
        var way = server.SslMode == Npgsql.SslMode.Disable ? "host   " : "hostssl";
        return new Snippet(
            "Who may log in how",
            $"pg_hba.conf of {server.Place}, above every line with trust",
            $"""
            # The portal, from its own address only.
            {way}  all  {SqlText.Name(server.UserName)}  PORTAL-ADDRESS/32  scram-sha-256
            # Temporary roles: a password always. Name the databases and networks that they are for.
            {string.Join(
                '\n',
                settings.TemplateRoles.Select(t =>
                    $"{way}  {string.Join(',', server.Databases.Select(SqlText.Name))}  +{SqlText.Name(t)}  10.0.0.0/8  scram-sha-256"
                )
            )}
            """
        );
    }
}
