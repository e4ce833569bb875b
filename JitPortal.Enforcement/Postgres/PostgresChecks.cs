using System.Globalization;
using System.Net;
using JitPortal.Enforcement.Model;
using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary>Looks at one server for the operator's page.</summary>
internal sealed class PostgresChecks(PostgresRolesSettings settings, RoleServer server, TimeProvider time)
{
    private readonly List<PointCheck> _checks = [];

    public async Task<IReadOnlyList<PointCheck>> RunAsync(CancellationToken ct)
    {
        Secret();
        try
        {
            await using var link = await server.Link.OpenAsync(ct);
            var version = await link.OneAsync<string>("SELECT current_setting('server_version')", ct);
            Add("Log-in", true, $"The portal is logged in as {server.Server.UserName}; PostgreSQL {SqlText.OneLine(version)}.", null);
            await EncryptionAsync(link, ct);
            await ClockAsync(link, ct);
            await RightsAsync(link, ct);
            foreach (var template in settings.TemplateRoles)
                await TemplateAsync(link, template, ct);
            await OwnerAsync(link, ct);
            await LoginsAsync(link, ct);
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            Add(
                "Server",
                false,
                PostgresTrouble.Sentence(server.Server, e),
                PostgresTrouble.Fix(server.Server, server.Server.MainDatabase, e)
            );
            Add("Proofs", false, "Nothing can be proved while the portal cannot log in.", "Fix the log-in first.");
            return _checks;
        }

        foreach (var database in server.Server.Databases.Skip(1))
            await DatabaseAsync(database, ct);
        Add(
            "Proofs",
            true,
            "Openings and closures are proved by log-ins from the portal's machine. Who reaches the port is decided elsewhere.",
            null
        );
        return _checks;
    }

    private void Secret()
    {
        var file = server.Server.PasswordFile;
        if (!File.Exists(file))
            Add(
                "Password file",
                false,
                $"{file} is not there.",
                "Write the portal's password for this server into it, readable by the portal's user only."
            );
        else if (
            !OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != UnixFileMode.None
        )
            Add("Password file", false, $"Everybody on this machine can read or change {file}.", $"chmod 600 {file}");
    }

    private async Task EncryptionAsync(NpgsqlConnection link, CancellationToken ct)
    {
        var encrypted = await link.OneAsync<bool>("SELECT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)", ct);
        var local = IPAddress.TryParse(server.Server.Host, out var address)
            ? IPAddress.IsLoopback(address)
            : server.Server.Host == "localhost";
        Add(
            "Encryption",
            encrypted || local,
            encrypted ? "The connection is encrypted." : "The connection is not encrypted.",
            "Turn on ssl at the server and set SslMode to VerifyFull."
        );
    }

    private async Task ClockAsync(NpgsqlConnection link, CancellationToken ct)
    {
        var ahead = await ServerClock.AheadAsync(link, time, ct);
        var seconds = ahead.Duration().TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        var agree = ahead.Duration() <= RoleStatements.ClocksAgree;
        Add(
            "Clock",
            agree,
            agree
                ? "The server's clock and the portal's agree."
                : $"The server's clock is {seconds} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} the portal's.",
            "Let both machines ask the same time servers; deadlines are translated until then."
        );
    }

    private async Task RightsAsync(NpgsqlConnection link, CancellationToken ct)
    {
        var user = server.Server.UserName;
        var super = await link.OneAsync<bool>("SELECT rolsuper FROM pg_roles WHERE rolname = current_user", ct);
        Add(
            "No superuser",
            !super,
            super ? $"{user} is a superuser." : $"{user} is no superuser.",
            $"ALTER ROLE {SqlText.Name(user)} NOSUPERUSER CREATEROLE;"
        );
        var makes = super || await link.OneAsync<bool>("SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user", ct);
        Add(
            "Makes roles",
            makes,
            makes ? $"{user} may make roles." : $"{user} may not make roles.",
            $"ALTER ROLE {SqlText.Name(user)} CREATEROLE;"
        );
        var ends = await link.OneAsync<bool>("SELECT pg_has_role(current_user, 'pg_signal_backend', 'USAGE')", ct);
        Add(
            "Ends sessions",
            ends,
            ends ? $"{user} may end sessions." : $"{user} may not end sessions.",
            $"GRANT pg_signal_backend TO {SqlText.Name(user)};"
        );
    }

    private async Task TemplateAsync(NpgsqlConnection link, string template, CancellationToken ct)
    {
        var found = await link.ListAsync(
            "SELECT pg_has_role(current_user, oid, 'MEMBER WITH ADMIN OPTION'), rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = $1",
            r => (Gives: r.GetBoolean(0), Mighty: r.GetBoolean(1)),
            ct,
            template
        );
        var name = $"Template {template}";
        if (found.Count == 0)
            Add(
                name,
                false,
                "There is no such role.",
                $"CREATE ROLE {SqlText.Name(template)} NOLOGIN; and grant it what temporary roles may do."
            );
        else if (found[0].Mighty)
            Add(
                name,
                false,
                "It is a superuser, makes roles, replicates or passes row security; whoever may SET ROLE to it is not bound by a deadline.",
                "Take a role with rights on tables only."
            );
        else
            Add(
                name,
                found[0].Gives,
                found[0].Gives ? "The portal may give it." : "The portal may not give it.",
                $"GRANT {SqlText.Name(template)} TO {SqlText.Name(server.Server.UserName)} WITH ADMIN OPTION;"
            );
    }

    private async Task OwnerAsync(NpgsqlConnection link, CancellationToken ct)
    {
        var owner = settings.OwnedObjectsTo;
        var found = await link.ListAsync(
            """
            SELECT pg_has_role(current_user, oid, 'USAGE'),
                   rolsuper OR rolcanlogin OR rolcreaterole OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)
            FROM pg_roles r WHERE rolname = $1
            """,
            r => (Reachable: r.GetBoolean(0), Mighty: r.GetBoolean(1)),
            ct,
            owner
        );
        if (found.Count == 0)
            Add(
                "New owner",
                false,
                $"There is no role {owner}.",
                $"CREATE ROLE {SqlText.Name(owner)} NOLOGIN; GRANT {SqlText.Name(owner)} TO {SqlText.Name(server.Server.UserName)};"
            );
        else if (!found[0].Reachable)
            Add(
                "New owner",
                false,
                $"The portal may not give things to {owner}.",
                $"GRANT {SqlText.Name(owner)} TO {SqlText.Name(server.Server.UserName)};"
            );
        else
            Add(
                "New owner",
                !found[0].Mighty,
                found[0].Mighty
                    ? $"{owner} can log in or has rights of its own; what a temporary role left behind (a trigger, an index with a function) may run with them."
                    : $"{owner} gets what temporary roles made.",
                "Take a role without log-in and without memberships."
            );
    }

    private async Task LoginsAsync(NpgsqlConnection link, CancellationToken ct)
    {
        var (right, wrong) = await new ThrowAwayLogin(settings, server, time).TryAsync(link, ct);
        Add(
            "Password asked",
            wrong != LoginAnswer.LetIn,
            wrong == LoginAnswer.LetIn
                ? "A temporary role was let in without its password."
                : "A temporary role without its password is not let in from here.",
            "In pg_hba.conf put lines with scram-sha-256 for the template roles above every line with trust, peer or cert."
        );
        Add(
            "Password works",
            right is null,
            right is null
                ? "A throw-away role was made, let in with its password, and dropped."
                : $"A throw-away role was not let in from here: {SqlText.OneLine(right.MessageText)}.",
            "Let pg_hba.conf admit members of the template roles with scram-sha-256; if it is to admit them from people's networks only, leave it so."
        );
    }

    private async Task DatabaseAsync(string database, CancellationToken ct)
    {
        try
        {
            await using var link = await server.Link.OpenAsync(ct, database);
            Add($"Database {database}", true, "The portal can log in there.", null);
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            Add($"Database {database}", false, PostgresTrouble.Sentence(server.Server, e), PostgresTrouble.Fix(server.Server, database, e));
        }
    }

    private void Add(string name, bool ok, string seen, string? fix) =>
        _checks.Add(new PointCheck($"{name} ({server.Server.Place})", ok, seen, ok ? null : fix));
}
