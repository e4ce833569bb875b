using JitPortal.Enforcement.Model;
using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary>
/// Shows what can be shown from the portal's machine. Nobody but the holder has the password of a grant's role, so that it would be let
/// in is shown by a throw-away role made the same way; that it is not let in any more, by its absence, a refused log-in and no session.
/// </summary>
internal sealed class PostgresProof(PostgresRolesSettings settings, TimeProvider time)
{
    public const string Here = "from the portal's machine";

    public async Task<ProbeResult> OpenAsync(RoleServer? server, DoorAddress place, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        if (server is null)
            return Result(ProbeVerdict.Refuted, $"No server in the settings is {place.Service}.", start);
        var name = server.Book.RoleOf(place.Grant);
        await server.Proofs.WaitAsync(ct);
        try
        {
            await using var link = await server.Link.OpenAsync(ct);
            var row = await RoleCatalog.RoleAsync(link, settings.Prefix, name, ct);
            if (row is null or { Disabled: true })
                return Result(ProbeVerdict.Refuted, $"The role {name} {(row is null ? "is not there" : "is disabled")}.", start);
            if (row.Note is null || row.Until != row.Note.Until || RoleStatements.Repair(row, settings).Count > 0)
                return Result(ProbeVerdict.Refuted, $"The role {name} exists, but not as the portal made it: {row.Describe()}.", start);
            var (right, wrong) = await new ThrowAwayLogin(settings, server, time).TryAsync(link, ct);
            return Judge(name, row, right, wrong, start);
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            return Result(ProbeVerdict.Refuted, PostgresTrouble.Sentence(server.Server, e), start);
        }
        finally
        {
            server.Proofs.Release();
        }
    }

    public async Task<ProbeResult> ShutAsync(RoleServer? server, DoorAddress place, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        if (server is null)
            return Result(
                ProbeVerdict.NotComparable,
                $"No server in the settings is {place.Service} any more, so nobody can be asked.",
                start
            ) with
            {
                Grounds = place.NeverOpen ? ShutGrounds.Over : ShutGrounds.None,
            };
        var name = server.Book.RoleOf(place.Grant);
        await server.Proofs.WaitAsync(ct);
        try
        {
            // The portal's own log-in is the control: the server is up, reachable and lets in who has a password.
            await using var link = await server.Link.OpenAsync(ct);
            var row = await RoleCatalog.RoleAsync(link, settings.Prefix, name, ct);
            var oid = row?.Oid ?? server.Book.Held.GetValueOrDefault(place.Grant)?.Oid ?? server.Book.Ended.Find(place.Grant)?.Mark ?? 0;
            var sessions = await link.OneAsync<long>(
                "SELECT count(*) FROM pg_stat_activity WHERE usesysid = $1 OR usename = $2",
                ct,
                oid,
                name
            );
            if (sessions > 0)
                return Result(ProbeVerdict.Refuted, $"The role {name} still has {sessions} sessions.", start);
            if (row is not null)
                return Result(
                    ProbeVerdict.Refuted,
                    $"The role {name} still exists{(row.Disabled ? ", though it cannot log in and has no session" : "")}.",
                    start
                );
            return await new ThrowAwayLogin(settings, server, time).WithoutPasswordAsync(name, ct) switch
            {
                LoginAnswer.Refused => Result(
                    ProbeVerdict.Proved,
                    $"The role {name} is gone with all its sessions, and a log-in as it is refused; the portal's own log-in works.",
                    start
                ),
                LoginAnswer.LetIn => Result(ProbeVerdict.Refuted, $"The server let in {name}, which it does not list.", start),
                _ => Result(
                    ProbeVerdict.NotComparable,
                    $"The role {name} is gone with all its sessions; what the server says to a log-in as it could not be seen.",
                    start
                ) with
                {
                    Grounds = ShutGrounds.ShutThere,
                },
            };
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            return Result(ProbeVerdict.NotComparable, $"Nothing can be seen now. {PostgresTrouble.Sentence(server.Server, e)}", start);
        }
        finally
        {
            server.Proofs.Release();
        }
    }

    private ProbeResult Judge(string name, RoleRow row, PostgresException? right, LoginAnswer wrong, long start)
    {
        var stands =
            $"The role {name} exists with its deadline and memberships{(row.CanLogin ? "" : " and waits for its holder to ask for a password")}";
        if (wrong == LoginAnswer.LetIn)
            return Result(
                ProbeVerdict.Refuted,
                $"{stands}, but the server lets such roles in without their password; change pg_hba.conf to scram-sha-256; without that, deadlines are not enforced.",
                start
            );
        return right?.SqlState switch
        {
            null => Result(
                ProbeVerdict.Proved,
                $"{stands}; a throw-away role made the same way was let in with its password and refused without.",
                start
            ),
            PostgresErrorCodes.InvalidAuthorizationSpecification => Result(
                ProbeVerdict.NotComparable,
                $"{stands}; from the portal's own address pg_hba.conf lets no such role in, so it could not be tried.",
                start
            ),
            _ => Result(
                ProbeVerdict.Refuted,
                $"{stands}, but a throw-away role made the same way was not let in: {SqlText.OneLine(right!.MessageText)}.",
                start
            ),
        };
    }

    private ProbeResult Result(ProbeVerdict verdict, string sentence, long start) =>
        new(verdict, sentence, Here, time.GetUtcNow(), time.GetElapsedTime(start));
}
