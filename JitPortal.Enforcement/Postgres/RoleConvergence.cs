using JitPortal.Enforcement.Model;
using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary>Makes one server's roles what they should be, over one connection.</summary>
internal sealed partial class RoleConvergence(
    PostgresRolesSettings settings,
    ServerLink server,
    RoleRegister book,
    NpgsqlConnection link,
    TimeProvider time,
    ILogger log
)
{
    /// <summary>How long one pass gives roles away before others have their turn.</summary>
    private static readonly TimeSpan RemovalTime = TimeSpan.FromSeconds(1);

    private readonly RoleRemoval _removal = new(settings, server, time);
    private readonly List<DoorFailure> _failed = [];

    public async Task<IReadOnlyList<DoorFailure>> ConvergeAsync(DesiredAccess desired, CancellationToken ct)
    {
        var rows = await ReadAsync(ct);
        book.Meet(rows);
        await EndGhostsAsync(rows, ct);
        var standing = new List<RoleRow>();
        foreach (var row in rows.Where(book.Stands))
            if (!desired.ByGrant.ContainsKey(row.Grant!.Value) || await book.Drift.PutRightAsync(link, row, ct))
                standing.Add(row);
        var plan = DoorPlan.Between(desired, standing.Select(r => r.Note!.Door), time.GetUtcNow());
        var leaving = rows.Except(standing).Concat(standing.Where(r => plan.Shut.Contains(r.Grant!.Value))).ToList();

        // What has to end comes first, then the deadlines of leases, then who waits for a role of their own; giving things away may take
        // long, for somebody may have locked them, and comes last.
        var stuck = await CutOffAsync(leaving, ct);
        await MoveAsync(plan.Move, ct);
        var again = plan.Open.Where(d => leaving.Exists(r => r.Grant == d.Grant)).ToList();
        foreach (var door in plan.Open.Except(again))
            await OpenAsync(door, ct);
        await RemoveAsync(leaving, stuck, ct);
        foreach (var gone in book.RemovalTried.Keys.Except(leaving.Select(r => r.Oid)).ToList())
            book.RemovalTried.TryRemove(gone, out _);
        foreach (var door in again)
            await OpenAsync(door, ct);
        await SeeSessionsAsync(ct);
        book.Ended.ForgetOld(desired);
        return _failed;
    }

    /// <summary>Ends the roles whose deadline is over; the first half needs no turn, the second has to wait for one.</summary>
    public async Task<IReadOnlyList<RoleRow>> CutOffDueAsync(IReadOnlyList<HeldRole> due, CancellationToken ct)
    {
        var oids = due.Select(h => h.Oid).ToHashSet();
        var rows = (await ReadAsync(ct)).Where(r => oids.Contains(r.Oid)).ToList();
        await CutOffAsync(rows, ct);
        foreach (var gone in due.Where(h => !rows.Exists(r => r.Oid == h.Oid)))
        {
            // Somebody else dropped it; sessions of a dropped role live on.
            await RoleSession.EndAllAsync(link, [gone.Oid], RoleRemoval.Patience, time, ct);
            gone.CutOffAt = time.GetUtcNow();
        }

        return rows;
    }

    public Task RemoveAsync(IEnumerable<RoleRow> rows, CancellationToken ct) =>
        RemoveAsync(
            [.. rows.Where(r => r.Grant is { } grant && book.Held.TryGetValue(grant, out var held) && held.Oid == r.Oid && held.CutOff)],
            new Dictionary<uint, string>(),
            ct
        );

    public async Task SeeSessionsAsync(CancellationToken ct)
    {
        var held = book.Held.Values.ToList();
        var sessions = await RoleCatalog.SessionsAsync(link, [.. held.Select(h => h.Oid)], ct);
        foreach (var role in held)
            role.Flows = [.. sessions[role.Oid]];
    }

    private async Task<List<RoleRow>> ReadAsync(CancellationToken ct) =>
        [.. (await RoleCatalog.RolesAsync(link, settings.Prefix, ct)).Where(r => !book.Probes.ContainsKey(r.Name))];

    private async Task<IReadOnlyDictionary<uint, string>> CutOffAsync(List<RoleRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
            return new Dictionary<uint, string>();
        foreach (var held in rows.Select(HeldOf).OfType<HeldRole>())
            held.End();
        var (ended, stuck) = await _removal.CutOffAsync(link, rows, ct);
        foreach (var held in rows.Select(HeldOf).OfType<HeldRole>())
        {
            held.FlowsCut = Math.Max(held.FlowsCut, ended.GetValueOrDefault(held.Oid));
            if (!stuck.ContainsKey(held.Oid))
                held.CutOffAt = ended.ContainsKey(held.Oid) ? time.GetUtcNow() : held.CutOffAt ?? time.GetUtcNow();
        }

        return stuck;
    }

    /// <summary>Roles that are gone from the catalog, whoever dropped them: their sessions live on until they are ended.</summary>
    private async Task EndGhostsAsync(List<RoleRow> rows, CancellationToken ct)
    {
        foreach (var (grant, ghost) in book.Held.Where(h => h.Value.Ending && !rows.Exists(r => r.Oid == h.Value.Oid)))
        {
            var (ended, left) = await RoleSession.EndAllAsync(link, [ghost.Oid], RoleRemoval.Patience, time, ct);
            if (left.Count > 0)
            {
                _failed.Add(
                    new DoorFailure(
                        grant,
                        $"The role {book.RoleOf(grant)} is dropped, but a session of it on {server.Server.Place} has not ended yet; trying again."
                    )
                );
                continue;
            }

            book.Gone(
                grant,
                ghost.Door.Deadline,
                Math.Max(ghost.FlowsCut, ended.GetValueOrDefault(ghost.Oid)),
                ghost.ByDeadline,
                ghost.Oid,
                ended.Count == 0 ? ghost.CutOffAt : null
            );
            book.Held.TryRemove(KeyValuePair.Create(grant, ghost));
        }
    }

    private async Task MoveAsync(IReadOnlyList<DesiredDoor> moves, CancellationToken ct)
    {
        var ahead = moves.Count == 0 ? TimeSpan.Zero : await ServerClock.AheadAsync(link, time, ct);
        foreach (var door in moves)
        {
            if (!book.Held.TryGetValue(door.Grant, out var held) || !held.Stands)
            {
                _failed.Add(new DoorFailure(door.Grant, "The role was ending when its deadline was to be moved."));
                continue;
            }

            try
            {
                await link.TogetherAsync(
                    RoleStatements.Move(
                        book.RoleOf(door.Grant),
                        new RoleNote(door, RoleStatements.Until(door.Deadline, ahead), held.Opened)
                    ),
                    ct
                );
                held.Move(door);
            }
            catch (PostgresException e)
            {
                _failed.Add(
                    new DoorFailure(door.Grant, $"The role's deadline could not be moved. {PostgresTrouble.Sentence(server.Server, e)}")
                );
            }
        }
    }

    /// <summary>Those that waited longest first; what does not fit into the time has its turn at the next pass, so that no lock holds up the rest.</summary>
    private async Task RemoveAsync(IReadOnlyCollection<RoleRow> leaving, IReadOnlyDictionary<uint, string> stuck, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        foreach (var row in leaving.OrderBy(r => book.RemovalTried.GetValueOrDefault(r.Oid)))
        {
            var late = time.GetElapsedTime(start) > RemovalTime;
            if (!late)
                book.RemovalTried[row.Oid] = time.GetTimestamp();
            await RemoveAsync(
                row,
                stuck.GetValueOrDefault(row.Oid)
                    ?? (late ? $"The role {row.Name} can no longer log in and has no session; it is dropped after others." : null),
                ct
            );
        }
    }

    private async Task RemoveAsync(RoleRow row, string? stuck, CancellationToken ct)
    {
        var held = HeldOf(row);
        var (sentence, late) = stuck is null ? await _removal.RemoveAsync(link, row, ct) : (stuck, false);
        if (sentence is null && row.Grant is { } grant)
        {
            book.Gone(
                grant,
                row.Note?.Door.Deadline ?? default,
                held?.FlowsCut ?? 0,
                held?.ByDeadline ?? false,
                row.Oid,
                late ? null : held?.CutOffAt
            );
            if (held is not null)
                book.Held.TryRemove(KeyValuePair.Create(grant, held));
            Log.Removed(log, row.Name, server.Server.Place, held?.FlowsCut ?? 0, held?.ByDeadline ?? false);
        }

        if (sentence is not null && row.Grant is { } waiting)
            _failed.Add(new DoorFailure(waiting, sentence));
        if (sentence is null && row.Note is null)
            book.Drift.Removed(row);
        else if (sentence is not null && row.Note is null)
            book.Drift.Stuck(row, sentence);
    }

    private async Task OpenAsync(DesiredDoor door, CancellationToken ct)
    {
        if (book.Ended.ObjectionTo(door) is { } over)
        {
            _failed.Add(over);
            return;
        }

        if (_failed.Any(f => f.Grant == door.Grant))
            return;
        try
        {
            var name = book.RoleOf(door.Grant);
            var note = new RoleNote(
                door,
                RoleStatements.Until(door.Deadline, await ServerClock.AheadAsync(link, time, ct)),
                time.GetUtcNow()
            );
            await link.TogetherAsync(RoleStatements.Create(name, note, settings), ct);
            var oid = await link.OneAsync<uint>("SELECT oid FROM pg_roles WHERE rolname = $1", ct, name);
            book.Ended.Reopened(door.Grant);
            book.Held[door.Grant] = new HeldRole(door, oid, note.Opened, time);
            Log.Opened(log, name, server.Server.Place, door.Deadline);
        }
        catch (PostgresException e)
        {
            _failed.Add(new DoorFailure(door.Grant, $"The role could not be made. {PostgresTrouble.Sentence(server.Server, e)}"));
        }
    }

    private HeldRole? HeldOf(RoleRow row) =>
        row.Grant is { } grant && book.Held.TryGetValue(grant, out var held) && held.Oid == row.Oid ? held : null;

    private static partial class Log
    {
        [LoggerMessage(2041, LogLevel.Information, "Role {Role} made on {Server}, valid until {Deadline:o}")]
        public static partial void Opened(ILogger log, string role, string server, DateTimeOffset deadline);

        [LoggerMessage(
            2042,
            LogLevel.Information,
            "Role {Role} on {Server} is gone, {Sessions} sessions ended, by the portal's own clock: {ByDeadline}"
        )]
        public static partial void Removed(ILogger log, string role, string server, int sessions, bool byDeadline);
    }
}
