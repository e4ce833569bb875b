using System.Collections.Concurrent;
using System.Net;
using System.Numerics;
using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>
/// Tries doors over the network after they opened and after they shut, beside the reconciler so that a silent service holds nobody
/// up. A grant is Closed only when each of its doors is tried and found shut, or is known to be by the place that shut it; where others
/// have to act (a host, a receiver) and nobody saw a refusal, it goes on closing. When a door is looked at again stands in the database,
/// so a crash loses no look.
/// </summary>
internal sealed partial class GrantProofs(
    EnforcementPoints points,
    GrantWrites writes,
    GrantTroubles troubles,
    DirectPathLooks directPath,
    IDbContextFactory<PortalDb> contexts,
    GrantMeasures measures,
    GrantSignal signal,
    EndClock ends,
    TimeProvider time,
    ILogger<GrantProofs> log
) : IAsyncDisposable
{
    /// <summary>Later looks begun by one sweep, and made at the same time: each may start a program or fill a connection.</summary>
    private const int MostAtOnce = 32;

    private static readonly TimeSpan CountAgain = TimeSpan.FromMinutes(1);

    /// <summary>Until somebody puts the point back into the settings.</summary>
    private static readonly TimeSpan PointIsGone = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(GrantId, string), Task> _running = new();
    private readonly SemaphoreSlim _later = new(MostAtOnce);
    private readonly CancellationTokenSource _stop = new();
    private int _uncounted = 1;
    private long _counted;

    /// <summary>Everything begun so far is tried and written.</summary>
    public async Task IdleAsync()
    {
        await Task.WhenAll(_running.Values);
        await directPath.IdleAsync();
    }

    public void Opened(Grant grant, IEnforcementPoint point, ObservedDoor door) =>
        Begin(grant.Id, point, ct => OpenedAsync(grant, point, door, ct));

    /// <summary>Proves the shut door and, with the last one, closes the grant; or leaves it closing with what was seen.</summary>
    public void Closing(Grant grant, IEnforcementPoint point, ShutDoor? shut) =>
        Begin(grant.Id, point, ct => ClosingAsync(grant, point, shut, ct));

    /// <summary>After a start the direct path of open grants is looked at again, where it was not seen to be shut.</summary>
    public async Task ResumeAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        foreach (
            var grant in await db.Grants.AsNoTracking().Where(g => g.State == GrantState.Open && g.Bypassable != false).ToListAsync(ct)
        )
        foreach (var door in grant.Doors.Where(d => d.State == DoorState.Open))
            if (points.Find(door.Point) is { } point)
                directPath.Begin(point, Place(grant, door, point), door.OpenedAt ?? time.GetUtcNow());
    }

    /// <summary>Begins the looks whose time has come: at doors that were not proved, and once more at those that were proved shut.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(ct);
        var due = await db
            .GrantDoors.AsNoTracking()
            .Where(d => d.NextLookAt != null && d.NextLookAt <= now)
            .OrderBy(d => d.NextLookAt)
            .Take(MostAtOnce)
            .Select(d => new { d.GrantId, d.Point })
            .ToListAsync(ct);
        if (Interlocked.Exchange(ref _uncounted, 0) == 1 || time.GetElapsedTime(_counted) > CountAgain)
            await CountAsync(db, ct);
        foreach (var door in due)
            if (points.Find(door.Point) is { } point)
                Begin(door.GrantId, point, stop => AgainAsync(door.GrantId, point, stop));
            else
                await writes.ApplyAsync(door.GrantId, (grant, _) => grant.LookLater(door.Point, now + PointIsGone), ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await IdleAsync();
        _stop.Dispose();
        _later.Dispose();
    }

    /// <summary>One task a door at a time: a pass that comes again while a door is being tried starts nothing.</summary>
    private void Begin(GrantId id, IEnforcementPoint point, Func<CancellationToken, Task> prove)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_running.TryAdd((id, point.Name), started.Task))
            _ = RunAsync(id, point, prove, started);
    }

    /// <summary>For the measurements, which ask nobody.</summary>
    private async Task CountAsync(PortalDb db, CancellationToken ct)
    {
        _counted = time.GetTimestamp();
        var ended = await ClosureProofs.CountAsync(db.Grants.AsNoTracking(), time.GetUtcNow() - ClosureProofs.Usual, ct);
        (measures.Unverified, measures.Refuted) = (ended.Unverified, ended.Refuted);
    }

    private async Task RunAsync(GrantId id, IEnforcementPoint point, Func<CancellationToken, Task> prove, TaskCompletionSource started)
    {
        try
        {
            await prove(_stop.Token);
            troubles.Well(id, GrantTroubles.Trying);
        }
        catch (OperationCanceledException)
        {
            // The portal stops.
        }
        catch (Exception e) when (DatabaseTrouble.IsAway(e))
        {
            Log.Failed(log, e, id);
        }
        catch (Exception e)
        {
            troubles.Add(id, GrantTroubles.Trying, e);
        }
        finally
        {
            _running.TryRemove((id, point.Name), out _);
            started.SetResult();
        }
    }

    private async Task OpenedAsync(Grant grant, IEnforcementPoint point, ObservedDoor door, CancellationToken ct)
    {
        var place = new DoorAddress(grant.Id, grant.SourceAddress, door.Service, door.Port)
        {
            Site = grant.Site,
            Holder = grant.HolderEmail,
        };
        directPath.Begin(point, place, door.OpenedAt);
        var open = await TryAsync(point, door.Source, place, point.ProveOpenAsync, ct);
        await writes.ApplyAsync(grant.Id, (g, scope) => LookedOpen(g, point, open, door.OpenedAt, scope), ct);
    }

    private static void LookedOpen(Grant grant, IEnforcementPoint point, ProbeResult seen, DateTimeOffset since, WriteScope scope)
    {
        var before = grant.DoorAt(point.Name)?.Proof;
        var counts = grant.LookedOpen(point.Name, seen, since, scope.Now);
        var door = grant.DoorAt(point.Name);
        // A look that came too late is kept: it is what was seen.
        if (counts is null || IsNews(door!.Looks, before != door.Proof, seen))
            grant.Proved(Proof.Opened, point.Name, seen, since, scope);
    }

    private async Task ClosingAsync(Grant grant, IEnforcementPoint point, ShutDoor? shut, CancellationToken ct)
    {
        directPath.Forget(grant.Id);
        var seen = await TryAsync(
            point,
            points.SourceAt(point, grant),
            Place(grant, grant.DoorAt(point.Name)!, point),
            point.ProveShutAsync,
            ct
        );
        var stamp = time.GetTimestamp();
        Grant? closed = null;
        if (!await writes.ApplyAsync(grant.Id, (g, scope) => closed = Close(g, point, seen, shut, stamp, scope), ct))
            closed = null;
        if (closed is { RevocationLatency: { } latency })
            measures.Closed(latency, closed.Slowest?.EndKnown ?? EndKnown.AtMost);
        if (closed is not null)
            ends.Forget(grant.Id);
        Volatile.Write(ref _uncounted, 1);
        measures.Looked(point.Name, seen.Verdict);
        if (seen.Verdict == ProbeVerdict.Refuted)
            Contradicted(grant.Id, point, seen, grant.DoorAt(point.Name)!.Attempts + 1);
    }

    /// <returns>The grant, when this was its last door.</returns>
    private Grant? Close(Grant grant, IEnforcementPoint point, ProbeResult seen, ShutDoor? shut, long stamp, WriteScope scope)
    {
        var from = grant.ClosingAt ?? seen.At;
        if (seen.Verdict == ProbeVerdict.Refuted || seen is { Verdict: ProbeVerdict.NotComparable, Grounds: ShutGrounds.None })
        {
            var before = grant.DoorAt(point.Name)?.Proof;
            if (
                grant.RetryClosing(point.Name, seen.Result, scope.Now, seen).Recorded(grant, scope, point.Name).Ok
                && grant.DoorAt(point.Name) is { } door
                && IsNews(door.Looks, before != door.Proof, seen)
            )
                grant.Proved(Proof.Closed, point.Name, seen, from, scope);
            return null;
        }

        var end = End(grant, point, seen, shut, stamp);
        var moved = grant.ConfirmClosed(point.Name, end, scope.Now);
        if (!moved.Ok)
            return null;
        grant.LookedShut(point.Name, seen, end, scope.Now, first: true);
        moved.Recorded(grant, scope, point.Name);
        grant.Moved(shut?.BytesIn ?? 0, shut?.BytesOut ?? 0);
        grant.Proved(Proof.Closed, point.Name, seen, from, scope);
        return grant.State == GrantState.Closed ? grant : null;
    }

    /// <summary>What the point measured; else the look that saw the door shut bounds it.</summary>
    private DoorEnd End(Grant grant, IEnforcementPoint point, ProbeResult seen, ShutDoor? shut, long stamp)
    {
        var leaves = point.Capabilities.LeavesSessions;
        var foundOpen = grant.DoorAt(point.Name) is { Proof: ProbeVerdict.Refuted } door ? door.ProofAt : null;
        if (shut is { Measured: true } && !(foundOpen >= shut.At))
            return new DoorEnd(ends.Took(grant, shut.At, shut.Stamp), EndKnown.Measured, point.Name, shut.At, leaves);
        var by = seen.Grounds == ShutGrounds.Over ? "the end of the last credential" : seen.Vantage;
        return new DoorEnd(ends.Took(grant, seen.At, stamp), EndKnown.AtMost, by, null, leaves);
    }

    private async Task AgainAsync(GrantId id, IEnforcementPoint point, CancellationToken ct)
    {
        await _later.WaitAsync(ct);
        try
        {
            Grant? grant;
            await using (var db = await contexts.CreateDbContextAsync(ct))
                grant = await db.Grants.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, ct);
            if (grant?.DoorAt(point.Name) is not { NextLookAt: { } next } door || next > time.GetUtcNow())
                return;
            if (grant.State == GrantState.Open && door.State == DoorState.Open)
                await OpenAgainAsync(grant, door, point, ct);
            else if (door.State == DoorState.Shut)
                await ShutAgainAsync(grant, door, point, ct);
            else
                await writes.ApplyAsync(id, (g, _) => g.LookLater(point.Name, null), ct);
        }
        finally
        {
            _later.Release();
        }
    }

    private async Task OpenAgainAsync(Grant grant, GrantDoor door, IEnforcementPoint point, CancellationToken ct)
    {
        var seen = await TryAsync(point, points.SourceAt(point, grant), Place(grant, door, point), point.ProveOpenAsync, ct);
        await writes.ApplyAsync(grant.Id, (g, scope) => LookedOpen(g, point, seen, door.OpenedAt ?? seen.At, scope), ct);
    }

    private async Task ShutAgainAsync(Grant grant, GrantDoor door, IEnforcementPoint point, CancellationToken ct)
    {
        var last = door.Looks == NextLook.UsualLooks - 1;
        var seen = await TryAsync(
            point,
            points.SourceAt(point, grant),
            Place(grant, door, point) with
            {
                WantsEvidence = last && grant.Sensitivity >= points.EvidenceFrom,
            },
            point.ProveShutAsync,
            ct
        );
        var stamp = time.GetTimestamp();
        await writes.ApplyAsync(
            grant.Id,
            (g, scope) =>
            {
                var before = g.DoorAt(point.Name)?.Proof;
                if (
                    g.LookedShut(point.Name, seen, End(g, point, seen, null, stamp), scope.Now) is not null
                    && g.DoorAt(point.Name) is { } looked
                    && IsNews(looked.Looks, before != looked.Proof, seen)
                )
                    g.Proved(Proof.Closed, point.Name, seen, g.ClosingAt ?? seen.At, scope);
            },
            ct
        );
        measures.Looked(point.Name, seen.Verdict);
        Volatile.Write(ref _uncounted, 1);
        if (seen.Verdict != ProbeVerdict.Refuted)
            return;
        Contradicted(grant.Id, point, seen, door.Looks);
        // Whatever the point can do about it, it shall do now.
        signal.Wake();
    }

    /// <summary>Where looking itself fails, nothing was verified.</summary>
    /// <param name="source">From where the point sees the connections; null = not known, and then nobody knows what to look for.</param>
    private async Task<ProbeResult> TryAsync(
        IEnforcementPoint point,
        IPAddress? source,
        DoorAddress place,
        Func<DoorAddress, CancellationToken, Task<ProbeResult>> look,
        CancellationToken ct
    )
    {
        if (source is null)
            return Untried(GrantPath.Unknown(point, place.Service));
        try
        {
            return await look(place with { Source = source }, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.Failed(log, e, place.Grant);
            return Untried($"{point.Name} could not be tried; the portal's log says why.");
        }
    }

    private ProbeResult Untried(string why) => new(ProbeVerdict.NotComparable, why, "in the portal", time.GetUtcNow(), TimeSpan.Zero);

    private void Contradicted(GrantId grant, IEnforcementPoint point, ProbeResult seen, int looks)
    {
        measures.Contradicted(point.Name);
        if (BitOperations.IsPow2(looks))
            Log.StillOpen(log, grant, point.Name, seen.Result);
    }

    /// <summary>NB. A door that is tried for days must not fill the journal: the first looks, each other word, and then the 4th, 8th, 16th, ... are kept.</summary>
    private static bool IsNews(int looks, bool another, ProbeResult seen) =>
        another || seen.Evidence is not null || looks <= NextLook.UsualLooks || BitOperations.IsPow2(looks);

    private DoorAddress Place(Grant grant, GrantDoor door, IEnforcementPoint point) =>
        new(grant.Id, grant.SourceAddress, grant.Service.Local, door.Port ?? 0)
        {
            Site = grant.Site,
            Holder = grant.HolderEmail,
            Deadline = grant.Deadline,
            NeverOpen = grant.OpenedAt is null,
            ProvedOpen = door.ProvedOpenAt is not null,
            Behind = point is IConnectionCarrier ? points.ControlBehind(grant) : null,
        };

    private static partial class Log
    {
        [LoggerMessage(2111, LogLevel.Warning, "The access of grant {Grant} could not be tested; it is tried again")]
        public static partial void Failed(ILogger log, Exception e, GrantId grant);

        [LoggerMessage(2112, LogLevel.Critical, "The access of grant {Grant} at {Point} is still open after its end: {Seen}")]
        public static partial void StillOpen(ILogger log, GrantId grant, string point, string seen);
    }
}
