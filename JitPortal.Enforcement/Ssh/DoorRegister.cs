using System.Collections.Immutable;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>
/// What stands open and what is revoked, as values. NB. It fails closed: every serial up to <see cref="Floor"/> that belongs to no open
/// door is revoked, so a book that was lost forgets no revocation.
/// </summary>
/// <param name="Authority">Fingerprint of the key that signed last, to notice when it changes.</param>
internal sealed record DoorRegister(
    ulong Floor,
    string? Authority,
    ImmutableDictionary<GrantId, SshDoor> Doors,
    ImmutableList<EndedSerial> Ended
)
{
    /// <summary>A host whose clock is slow takes a certificate longer; up to this long its serial stays revoked.</summary>
    internal static readonly TimeSpan SlowClocks = TimeSpan.FromHours(1);

    /// <summary>A book without memory: what was issued before now is revoked.</summary>
    public static DoorRegister NewAt(DateTimeOffset now) =>
        new(SshSerial.LastOf(now), null, ImmutableDictionary<GrantId, SshDoor>.Empty, []);

    public DoorRegister Open(DesiredDoor wanted, DateTimeOffset now)
    {
        var door = new SshDoor(wanted, now, wanted.Deadline);
        return this with { Doors = Doors.SetItem(wanted.Grant, door), Ended = Ended.RemoveAll(e => e.Serial == door.Serial) };
    }

    public DoorRegister Move(DesiredDoor wanted) =>
        this with
        {
            Doors = Doors.SetItem(
                wanted.Grant,
                Doors[wanted.Grant] with
                {
                    Wanted = wanted,
                    Latest = wanted.Deadline > Doors[wanted.Grant].Latest ? wanted.Deadline : Doors[wanted.Grant].Latest,
                }
            ),
        };

    public DoorRegister Shut(GrantId grant, DateTimeOffset now)
    {
        if (!Doors.TryGetValue(grant, out var door))
            return this;
        var until = (door.Latest > now ? door.Latest : now) + SlowClocks;
        return this with { Doors = Doors.Remove(grant), Ended = Ended.Add(new EndedSerial(door.Serial, until)) };
    }

    public DoorRegister Prune(DateTimeOffset now) => this with { Ended = Ended.RemoveAll(e => e.Until <= now) };

    /// <summary>At each start: whatever this book may not know, such as what happened since the back-up that it came from, is revoked.</summary>
    public DoorRegister RaiseFloor(DateTimeOffset now)
    {
        var floor = Math.Max(Floor, SshSerial.LastOf(now));
        return this with { Floor = floor, Ended = Ended.RemoveAll(e => e.Serial <= floor) };
    }

    public bool Revokes(ulong serial) =>
        (serial <= Floor && Doors.Values.All(d => d.Serial != serial)) || Ended.Exists(e => e.Serial == serial);

    /// <summary>The list for hosts.</summary>
    public byte[] RevocationList(ulong version, DateTimeOffset at, CaSet authorities, DateTimeOffset now) =>
        Ssh.RevocationList.Write(
            version,
            at,
            [.. authorities.Trusted(now).Select(k => (ReadOnlyMemory<byte>)k.Blob)],
            [.. authorities.Distrusted.Select(k => (ReadOnlyMemory<byte>)k.Blob)],
            Ssh.RevocationList.Below(Floor, Doors.Values.Select(d => d.Serial)),
            [.. Ended.Select(e => e.Serial).Where(s => s > Floor).Distinct()]
        );
}

/// <summary>An open door of this point: certificates may be issued for it.</summary>
/// <param name="Latest">The latest deadline it ever had: no certificate of it can last longer.</param>
internal sealed record SshDoor(DesiredDoor Wanted, DateTimeOffset OpenedAt, DateTimeOffset Latest)
{
    public ulong Serial { get; } = SshSerial.Of(Wanted.Grant, Wanted.Source, Wanted.Service);

    public ObservedDoor View() => ObservedDoor.AtService(Wanted, OpenedAt, []);
}

/// <summary>A serial that is revoked one by one.</summary>
/// <param name="Until">From then on every certificate of it has ended by itself.</param>
internal sealed record EndedSerial(ulong Serial, DateTimeOffset Until);
