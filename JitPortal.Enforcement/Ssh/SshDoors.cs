using System.Collections.Concurrent;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Toolkit;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>
/// The open doors of one SSH point with their deadlines, kept on disk and published as a list of what is revoked. One caller at a time.
/// </summary>
internal sealed class SshDoors(DoorRegisterFile file, CaStore authority, KrlFile krl, TimeProvider time)
{
    /// <summary>Of each open door.</summary>
    private readonly ConcurrentDictionary<GrantId, HeldDeadline> _deadlines = new();

    /// <summary>When the certificates of a grant end, as the longest was given.</summary>
    private readonly ConcurrentDictionary<GrantId, HeldDeadline> _lasts = new();
    private readonly EndedDoors<SshDoor> _ended = new(time);
    private readonly HashSet<GrantId> _unpublished = [];
    private readonly DriftQueue _drift = new();
    private (DateTimeOffset At, long Stamp) _began;
    private bool _loaded;
    private bool _saved;

    public DoorRegister Book { get; private set; } = DoorRegister.NewAt(DateTimeOffset.UnixEpoch);

    /// <summary>What stands open by either clock. NB. What came due and is not written down as shut yet gives no certificate any more.</summary>
    public IReadOnlyList<ObservedDoor> OpenDoors => [.. Book.Doors.Values.Where(d => !IsDue(d)).Select(d => d.View())];

    public async Task LoadAsync(CancellationToken ct)
    {
        if (_loaded)
            return;
        var now = time.GetUtcNow();
        _began = (now, time.GetTimestamp());
        var authorities = await authority.EnsureAsync(ct);
        (Book, var known) = await file.ReadAsync(now, ct);
        if (!known && authorities.Current.MadeAt < now.AddMinutes(-1))
            _drift.Add(
                new Drift(
                    "ssh-state-lost",
                    "The file of what the SSH point had issued is missing or damaged; every certificate issued before now is revoked.",
                    null,
                    null,
                    now
                )
            );
        foreach (var door in Book.Doors.Values)
            (_deadlines[door.Wanted.Grant], _lasts[door.Wanted.Grant]) = (
                new HeldDeadline(door.Wanted.Deadline, time),
                new HeldDeadline(door.Latest, time)
            );
        _loaded = true;
    }

    /// <summary>The door when it stands and its time is not over by either clock.</summary>
    public SshDoor? Standing(GrantId grant) => Book.Doors.GetValueOrDefault(grant) is { } door && !IsDue(door) ? door : null;

    /// <summary>Whose door it is, or was a little earlier; empty when nobody remembers.</summary>
    public string HolderOf(GrantId grant) =>
        Book.Doors.GetValueOrDefault(grant)?.Wanted.Holder ?? _ended.Find(grant)?.Mark.Wanted.Holder ?? "";

    /// <summary>
    /// The moment after which no certificate of an ended grant can be valid: as it was told here, else the grant's own deadline; null
    /// when nobody knows.
    /// </summary>
    public DateTimeOffset? LastEndOf(DoorAddress door) => _ended.Find(door.Grant)?.Mark.Latest ?? door.Deadline;

    /// <summary>
    /// How long ago the last certificate of a grant ended, by whichever clock is later: a wall clock that jumps ahead ends none at a host.
    /// Null when none has, or nobody knows.
    /// </summary>
    public TimeSpan? EndedSince(DoorAddress door)
    {
        if (LastEndOf(door) is not { } end)
            return null;
        var since = time.GetUtcNow() - end;
        if (_lasts.TryGetValue(door.Grant, out var last) && -last.Left is var steady && steady < since)
            since = steady;
        return since >= TimeSpan.Zero ? since : null;
    }

    public async Task<EnforcementReport> ApplyAsync(DesiredAccess desired, Func<DesiredDoor, string?> objectionTo, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        ShutDue(now);
        var plan = DoorPlan.Between(desired, Book.Doors.Values.Select(d => d.Wanted), now);
        foreach (var grant in plan.Shut)
            Shut(grant, now, byDeadline: false);
        foreach (var door in plan.Move)
            Move(door, now);
        var failed = plan.Open.Select(door => Open(door, objectionTo, now)).OfType<DoorFailure>().ToList();
        _ended.ForgetOld(desired);
        foreach (var (grant, last) in _lasts)
            if (-last.Left > DoorRegister.SlowClocks)
                _lasts.TryRemove(grant, out _);
        await KeepAsync(failed, ct);
        return new EnforcementReport(
            [.. Book.Doors.Values.Select(d => d.View())],
            [.. _ended.All.Where(s => !_unpublished.Contains(s.Grant))],
            failed
        )
        {
            Drift = _drift.Take(),
        };
    }

    /// <summary>True when a door ended by its deadline.</summary>
    public async Task<bool> ShutDueAsync(CancellationToken ct)
    {
        var any = ShutDue(time.GetUtcNow());
        if (any || _unpublished.Count > 0)
            await KeepAsync(null, ct);
        return any;
    }

    /// <summary>These are over: no certificate is given for them any more, and hosts are told. Opens nothing.</summary>
    public async Task EndAsync(IEnumerable<GrantId> grants, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var grant in grants.Distinct())
            if (Book.Doors.TryGetValue(grant, out var door))
                Shut(grant, now, IsDue(door));
        if (_unpublished.Count > 0)
            await KeepAsync(null, ct);
    }

    public async Task<byte[]> RevocationListAsync(CancellationToken ct)
    {
        _drift.Add(await krl.PublishAsync(Book, await authority.EnsureAsync(ct), ct));
        return krl.Current!;
    }

    /// <summary>Done when the list is another than <paramref name="known"/>. Any number may wait.</summary>
    public Task AfterAsync(byte[] known) => krl.AfterAsync(known);

    private bool ShutDue(DateTimeOffset now)
    {
        var due = Book.Doors.Values.Where(IsDue).Select(d => d.Wanted.Grant).ToList();
        foreach (var grant in due)
            Shut(grant, now, byDeadline: true);
        return due.Count > 0;
    }

    private bool IsDue(SshDoor door) => !_deadlines.TryGetValue(door.Wanted.Grant, out var deadline) || deadline.IsDue;

    private void Shut(GrantId grant, DateTimeOffset now, bool byDeadline)
    {
        // NB. Not measured: the end comes when hosts have fetched the list, or the certificates have expired.
        var door = Book.Doors[grant];
        _ended.Add(new ShutDoor(grant, now, 0, 0, 0, byDeadline) { Measured = false }, door.Wanted.Deadline, door);
        _unpublished.Add(grant);
        _deadlines.TryRemove(grant, out _);
        (Book, _saved) = (Book.Shut(grant, now), false);
    }

    private void Move(DesiredDoor door, DateTimeOffset now)
    {
        _deadlines[door.Grant] = new HeldDeadline(door.Deadline, time);
        Lasts(door, now);
        (Book, _saved) = (Book.Move(door), false);
    }

    private DoorFailure? Open(DesiredDoor door, Func<DesiredDoor, string?> objectionTo, DateTimeOffset now)
    {
        if (objectionTo(door) is { } objection)
            return new DoorFailure(door.Grant, objection, Permanent: true);
        if (_ended.ObjectionTo(door) is { } over)
            return over;
        var serial = SshSerial.Of(door.Grant, door.Source, door.Service);
        // NB. Two grants with one serial could not be revoked apart.
        if (Book.Doors.Values.Any(d => d.Serial == serial))
            return new DoorFailure(
                door.Grant,
                "Another open grant has the same certificate serial, which happens once in four thousand million; ask for access again.",
                Permanent: true
            );
        _ended.Reopened(door.Grant);
        _unpublished.Remove(door.Grant);
        _deadlines[door.Grant] = new HeldDeadline(door.Deadline, time);
        Lasts(door, now);
        (Book, _saved) = (Book.Open(door, now), false);
        return null;
    }

    private void Lasts(DesiredDoor door, DateTimeOffset now)
    {
        var span = door.Deadline - now;
        if (!_lasts.TryGetValue(door.Grant, out var last) || last.Left < span)
            _lasts[door.Grant] = new HeldDeadline(door.Deadline, time);
    }

    /// <summary>Tells hosts first, then remembers: a revocation that is published and forgotten is made again, the other way round it would be missed.</summary>
    private async Task KeepAsync(List<DoorFailure>? failed, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var authorities = await authority.EnsureAsync(ct);
        var pruned = Book.Prune(Steady(now));
        if (
            pruned.Ended.Count != Book.Ended.Count
            || !string.Equals(pruned.Authority, authorities.Current.Fingerprint, StringComparison.Ordinal)
        )
            (Book, _saved) = (Noticed(pruned, authorities, now), false);
        try
        {
            _drift.Add(await krl.PublishAsync(Book, authorities, ct));
            var at = time.GetUtcNow();
            foreach (var ended in _unpublished.Select(_ended.Find).OfType<EndedDoor<SshDoor>>())
                _ended.Add(ended.Shut with { At = at }, ended.Deadline, ended.Mark);
            _unpublished.Clear();
        }
        catch (IOException e) when (failed is not null)
        {
            failed.AddRange(
                _unpublished.Select(g => new DoorFailure(g, $"No certificate is given any more, but hosts are not told: {e.Message}"))
            );
        }

        if (!_saved)
            await file.WriteAsync(Book, ct);
        _saved = true;
    }

    /// <summary>NB. A wall clock that jumps ahead must not make the list forget what other hosts' clocks still take.</summary>
    private DateTimeOffset Steady(DateTimeOffset now)
    {
        var steady = _began.At + time.GetElapsedTime(_began.Stamp);
        return steady < now ? steady : now;
    }

    private DoorRegister Noticed(DoorRegister book, CaSet authorities, DateTimeOffset now)
    {
        var current = authorities.Current.Fingerprint;
        if (book.Authority is not null && !string.Equals(book.Authority, current, StringComparison.Ordinal))
            _drift.Add(
                new Drift(
                    "ssh-authority-changed",
                    "The SSH certificate authority signs with another key now. Hosts must trust it before its certificates get in.",
                    book.Authority,
                    current,
                    now
                )
            );
        return book with { Authority = current };
    }
}
