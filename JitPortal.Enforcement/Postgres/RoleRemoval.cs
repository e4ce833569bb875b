using System.Data;
using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary>
/// Takes roles away: first they can do nothing any more, then what they made is given away in every database, then they are dropped.
/// </summary>
internal sealed class RoleRemoval(PostgresRolesSettings settings, ServerLink server, TimeProvider time)
{
    /// <summary>How long sessions are given to end; they end at once as a rule.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const int InvokerViewsSince = 150000;

    /// <summary>No new log-in, no membership, no session: after this the role moves nothing. A sentence for each role that would not.</summary>
    public async Task<(IReadOnlyDictionary<uint, int> Ended, IReadOnlyDictionary<uint, string> Failed)> CutOffAsync(
        NpgsqlConnection link,
        IReadOnlyList<RoleRow> roles,
        CancellationToken ct
    )
    {
        var failed = new Dictionary<uint, string>();
        foreach (var role in roles)
            if (await DisableAsync(link, role, ct) is { } no)
                failed[role.Oid] = no;
        // Also where disabling failed: what can be taken is taken.
        await ReopenAsync(link, ct);
        var (ended, left) = await RoleSession.EndAllAsync(link, [.. roles.Select(r => r.Oid)], Patience, time, ct);
        foreach (var role in left)
            failed.TryAdd(role, $"Sessions on {server.Server.Place} were told to end and have not ended yet; trying again.");
        return (ended, failed);
    }

    /// <summary>
    /// Gives away what the role made and drops it. No sentence when it is gone, else it stays disabled; and whether a session showed up
    /// only now.
    /// </summary>
    public async Task<(string? Sentence, bool Late)> RemoveAsync(NpgsqlConnection link, RoleRow role, CancellationToken ct)
    {
        var step = "be dropped";
        try
        {
            foreach (var database in await DatabasesWithItsThingsAsync(link, role, ct))
            {
                step = $"give away what it made in the database {database} to {settings.OwnedObjectsTo}";
                if (database == link.Database)
                    await GiveAwayAsync(link, role, ct);
                else
                {
                    await using var there = await server.OpenAsync(ct, database);
                    await GiveAwayAsync(there, role, ct);
                }
            }

            step = "be dropped";
            await link.RunAsync($"DROP ROLE {SqlText.Name(role.Name)}", ct);
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            if (e is PostgresException { SqlState: PostgresErrorCodes.UndefinedObject } && !await StillThereAsync(link, role, ct))
                return (null, false);
            return (
                $"The role {role.Name} can no longer log in and has no session, but it could not {step}. {PostgresTrouble.Sentence(server.Server, e)}",
                false
            );
        }

        // NB. A log-in that passed its checks just before the role was disabled may show up only now.
        var (late, left) = await RoleSession.EndAllAsync(link, [role.Oid], Patience, time, ct);
        return (
            left.Count == 0
                ? null
                : $"The role {role.Name} is dropped, but a session of it on {server.Server.Place} has not ended yet; trying again.",
            late.Count > 0
        );
    }

    private async Task<string?> DisableAsync(NpgsqlConnection link, RoleRow role, CancellationToken ct)
    {
        try
        {
            await ReopenAsync(link, ct);
            if (!role.Disabled)
                await link.RunAsync(RoleStatements.Disable(role.Name), ct);
        }
        catch (PostgresException e)
        {
            return $"The role {role.Name} could not be disabled. {PostgresTrouble.Sentence(server.Server, e)}";
        }

        foreach (var group in role.MemberOf)
        {
            try
            {
                await ReopenAsync(link, ct);
                await link.RunAsync($"REVOKE {SqlText.Name(group)} FROM {SqlText.Name(role.Name)}", ct);
            }
            catch (PostgresException)
            {
                // Somebody else gave it; it ends when the role is dropped, and until then nobody can log in to use it.
            }
        }

        return null;
    }

    /// <summary>NB. Where two take the same role away at once PostgreSQL fails in one of them ("tuple concurrently updated"), and its connection is given up.</summary>
    private static Task ReopenAsync(NpgsqlConnection link, CancellationToken ct) =>
        link.State == ConnectionState.Open ? Task.CompletedTask : link.OpenAsync(ct);

    /// <summary>The main database comes first and is always there where shared things (rights on a database) are to be given up.</summary>
    private static async Task<IReadOnlyList<string>> DatabasesWithItsThingsAsync(
        NpgsqlConnection link,
        RoleRow role,
        CancellationToken ct
    ) =>
        await link.ListAsync(
            """
            SELECT DISTINCT coalesce(d.datname::text, current_database()::text) AS name, d.datname IS NULL OR d.datname = current_database() AS here
            FROM pg_shdepend s LEFT JOIN pg_database d ON d.oid = s.dbid
            WHERE s.refclassid = 'pg_authid'::regclass AND s.refobjid = $1 AND (s.classid <> 'pg_auth_members'::regclass) ORDER BY here DESC, name
            """,
            r => r.GetString(0),
            ct,
            role.Oid
        );

    private async Task GiveAwayAsync(NpgsqlConnection link, RoleRow role, CancellationToken ct)
    {
        var name = SqlText.Name(role.Name);
        // NB. Somebody may hold a lock on what it made for hours; the next pass tries again.
        var statements = new List<string> { "SET LOCAL lock_timeout = '500ms'" };
        if (!await link.OneAsync<bool>("SELECT pg_has_role($1, 'USAGE')", ct, role.Oid))
            statements.Add($"GRANT {name} TO CURRENT_USER");
        // NB. A function that runs with its owner's rights, or a view that reads with them, would from now on have those of the new owner.
        statements.AddRange(
            await link.ListAsync(
                "SELECT format('ALTER ROUTINE %s SECURITY INVOKER', p.oid::regprocedure) FROM pg_proc p WHERE p.proowner = $1 AND p.prosecdef",
                r => r.GetString(0),
                ct,
                role.Oid
            )
        );
        if (await link.OneAsync<int>("SELECT current_setting('server_version_num')::int", ct) >= InvokerViewsSince)
            statements.AddRange(
                await link.ListAsync(
                    "SELECT format('ALTER VIEW %s SET (security_invoker = true)', c.oid::regclass) FROM pg_class c WHERE c.relowner = $1 AND c.relkind = 'v'",
                    r => r.GetString(0),
                    ct,
                    role.Oid
                )
            );
        statements.Add($"REASSIGN OWNED BY {name} TO {SqlText.Name(settings.OwnedObjectsTo)}");
        statements.Add($"DROP OWNED BY {name}");
        await link.TogetherAsync(statements, ct);
    }

    private static async Task<bool> StillThereAsync(NpgsqlConnection link, RoleRow role, CancellationToken ct) =>
        await link.OneAsync<bool>("SELECT EXISTS (SELECT FROM pg_roles WHERE oid = $1)", ct, role.Oid);
}
