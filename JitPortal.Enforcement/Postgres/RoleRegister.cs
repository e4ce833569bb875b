using System.Collections.Concurrent;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Toolkit;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Postgres;

/// <summary>
/// What this process knows of one server's temporary roles. The truth stands in the server's catalog; here are the monotonic clock of
/// each role and what was seen last.
/// </summary>
internal sealed class RoleRegister(PostgresRolesSettings settings, TimeProvider time)
{
    private readonly ConcurrentDictionary<uint, byte> _strangers = new();

    public ConcurrentDictionary<GrantId, HeldRole> Held { get; } = new();

    /// <summary>With the number that tells each role from another one of the same name.</summary>
    public EndedDoors<uint> Ended { get; } = new(time);

    public RoleDrift Drift { get; } = new(settings, time);

    /// <summary>Names of roles that a proof is using at this moment.</summary>
    public ConcurrentDictionary<string, byte> Probes { get; } = new(StringComparer.Ordinal);

    /// <summary>When each role that leaves was last tried to be dropped, by the clock that nobody sets.</summary>
    public ConcurrentDictionary<uint, long> RemovalTried { get; } = new();

    /// <summary>The server answered once since this process began, so all its roles are known here.</summary>
    public bool Known { get; private set; }

    public IReadOnlyList<ObservedDoor> Glance() => [.. Held.Values.Where(h => h.Stands).Select(h => h.View())];

    /// <param name="since">When nothing could pass any more, where that was before now.</param>
    public void Gone(GrantId grant, DateTimeOffset deadline, int flowsCut, bool byDeadline, uint oid, DateTimeOffset? since) =>
        Ended.Add(
            new ShutDoor(grant, since ?? time.GetUtcNow(), flowsCut, 0, 0, byDeadline)
            {
                Stamp = since is null ? time.GetTimestamp() : null,
            },
            deadline,
            oid
        );

    public string RoleOf(GrantId grant) => RoleName.Of(settings.Prefix, grant);

    public bool Stands(RoleRow row) =>
        row is { Note: not null, Disabled: false, Grant: { } grant }
        && Held.TryGetValue(grant, out var held)
        && held.Oid == row.Oid
        && held.Stands;

    /// <summary>Takes over what the catalog says: roles of an earlier process become known, roles that somebody dropped are to be ended.</summary>
    public void Meet(IReadOnlyList<RoleRow> rows)
    {
        foreach (var row in rows)
        {
            if (row is not { Note: { } note, Grant: { } grant } || _strangers.ContainsKey(row.Oid))
                continue;
            var held = Held.GetOrAdd(grant, _ => new HeldRole(note.Door, row.Oid, note.Opened, time));
            // NB. Somebody dropped ours and made another of its name, with a password that only he knows.
            if (held.Oid != row.Oid && _strangers.TryAdd(row.Oid, 0))
                Drift.Replaced(row);
            else if (row.Disabled)
                held.End();
        }

        var there = rows.Select(r => r.Oid).ToHashSet();
        foreach (var (grant, held) in Held.Where(h => !h.Value.Ending && !there.Contains(h.Value.Oid)))
        {
            // NB. Not forgotten: sessions of a role that is gone live on until the next pass ends them.
            if (held.Stands)
                Drift.Missing(RoleOf(grant), grant);
            held.End();
        }

        Known = true;
    }
}
