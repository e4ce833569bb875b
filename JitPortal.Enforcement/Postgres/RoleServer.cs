using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Toolkit;
using JitPortal.Shared;
using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary>The temporary roles of one server: converges, watches deadlines and hands out passwords, one after the other.</summary>
internal sealed partial class RoleServer(PostgresRolesSettings settings, PostgresServer server, TimeProvider time, ILogger log)
    : IDisposable
{
    private readonly Turns _turns = new();
    private bool _away;

    public PostgresServer Server => server;

    public ServerLink Link { get; } = new(server);

    public RoleRegister Book { get; } = new(settings, time);

    /// <summary>Proofs at a time: each takes two of the few sessions that the portal's role has.</summary>
    public SemaphoreSlim Proofs { get; } = new(4);

    public async Task<IReadOnlyList<ObservedDoor>> ObserveAsync(CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        try
        {
            await using var link = await OpenAsync(ct);
            Book.Meet([.. (await RoleCatalog.RolesAsync(link, settings.Prefix, ct)).Where(r => !Book.Probes.ContainsKey(r.Name))]);
            await PassOver(link).SeeSessionsAsync(ct);
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            // Where it was seen once, what stood there still stands: nobody else makes such roles. ApplyAsync tells the trouble.
            SayAway(e);
            if (!Book.Known)
                throw new IOException(PostgresTrouble.Sentence(server, e), e);
        }

        return Book.Glance();
    }

    /// <summary>NB. Throws when the server is away and was never seen: nothing true can be said then about what stands there.</summary>
    public async Task<EnforcementReport> ApplyAsync(DesiredAccess desired, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        try
        {
            await using var link = await OpenAsync(ct);
            return Report(await PassOver(link).ConvergeAsync(desired, ct));
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            SayAway(e);
            var sentence = PostgresTrouble.Sentence(server, e);
            return Book.Known ? WhileAway([.. FailuresWhileAway(desired, sentence)]) : throw new IOException(sentence, e);
        }
    }

    /// <summary>Cuts roles off now. NB. Not in turn: a pass that waits for a lock somewhere must not lengthen anybody's session.</summary>
    public async Task EndAsync(IEnumerable<GrantId> grants, CancellationToken ct)
    {
        var ending = grants.Select(g => Book.Held.GetValueOrDefault(g)).OfType<HeldRole>().Where(h => !h.CutOff).ToList();
        if (ending.Count == 0)
            return;
        ending.ForEach(h => h.End());
        try
        {
            await using var link = await OpenAsync(ct);
            await PassOver(link).CutOffDueAsync(ending, ct);
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            SayAway(e);
        }
    }

    /// <summary>Ends what is due, though nobody says so. True when something was.</summary>
    public async Task<bool> SweepAsync()
    {
        var due = Book.Held.Values.Where(h => h.IsDue && !h.CutOff).ToList();
        if (due.Count == 0)
            return false;
        try
        {
            due.ForEach(h => h.End());
            await using var link = await OpenAsync(CancellationToken.None);
            // NB. Not in turn: a pass that waits for a lock somewhere must not lengthen anybody's session.
            var rows = await PassOver(link).CutOffDueAsync(due, CancellationToken.None);
            using var turn = await _turns.TakeAsync(CancellationToken.None);
            await PassOver(link).RemoveAsync(rows, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            SayAway(e);
            return false;
        }
    }

    /// <summary>A new password for a role that stands; the one before is worth nothing from then on.</summary>
    public async Task<Outcome<IssuedCredential>> IssueAsync(GrantId grant, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        try
        {
            if (!Book.Held.TryGetValue(grant, out var held) || !held.Stands)
                return Refusal.Conflict("door-not-open", "The database role of this grant is not open; ask again when the grant is open.");
            var (role, password) = (Book.RoleOf(grant), ScramVerifier.NewPassword());
            await using var link = await OpenAsync(ct);
            // NB. A role of that name which the portal did not make gets no password from it.
            var row = await RoleCatalog.RoleAsync(link, settings.Prefix, role, ct);
            if (row is not { Disabled: false } || row.Oid != held.Oid)
                return Refusal.Conflict(
                    "door-not-open",
                    "Somebody changed the database role of this grant at the server; it is put right within seconds, ask again then."
                );
            await link.RunAsync(RoleStatements.Credential(role, ScramVerifier.Of(password)), ct);
            return PostgresCredential.Of(server, role, password, held.Door);
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            return Refusal.Unavailable("postgres-away", PostgresTrouble.Sentence(server, e));
        }
    }

    public async Task<bool> CutAsync(GrantId grant, string flowId, CancellationToken ct)
    {
        if (!Book.Held.TryGetValue(grant, out var held))
            return false;
        await using var link = await OpenAsync(ct);
        return await RoleSession.EndAsync(link, held.Oid, flowId, RoleRemoval.Patience, time, ct);
    }

    public void Dispose()
    {
        _turns.Dispose();
        Proofs.Dispose();
    }

    private RoleConvergence PassOver(NpgsqlConnection link) => new(settings, Link, Book, link, time, log);

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var link = await Link.OpenAsync(ct);
        if (_away)
            Log.Back(log, server.Place);
        _away = false;
        return link;
    }

    private EnforcementReport Report(IReadOnlyList<DoorFailure> failed) => new(Book.Glance(), Book.Ended.All, failed);

    /// <summary>NB. What nobody could look at is not said to stand: a role that has to go is neither seen open nor shut.</summary>
    private EnforcementReport WhileAway(IReadOnlyList<DoorFailure> failed)
    {
        var unknown = failed.Select(f => f.Grant).ToHashSet();
        return Report(failed) with { Open = [.. Book.Glance().Where(d => !unknown.Contains(d.Grant))] };
    }

    private IEnumerable<DoorFailure> FailuresWhileAway(DesiredAccess desired, string sentence)
    {
        var held = Book.Held.Values.ToDictionary(h => h.Door.Grant);
        foreach (var (grant, role) in held)
            if (!role.Stands || !desired.ByGrant.ContainsKey(grant))
                yield return new DoorFailure(grant, $"The role {Book.RoleOf(grant)} is not known to be gone. {sentence}");
        foreach (var grant in desired.ByGrant.Keys)
            if (!held.ContainsKey(grant))
                yield return new DoorFailure(grant, $"The role could not be made. {sentence}");
    }

    private void SayAway(Exception e)
    {
        if (!_away)
            Log.Away(log, e, server.Place);
        _away = true;
    }

    private static partial class Log
    {
        [LoggerMessage(2043, LogLevel.Error, "The PostgreSQL server {Server} cannot be told what to do; trying again")]
        public static partial void Away(ILogger log, Exception e, string server);

        [LoggerMessage(2044, LogLevel.Information, "The PostgreSQL server {Server} answers again")]
        public static partial void Back(ILogger log, string server);
    }
}
