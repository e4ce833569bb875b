using System.Collections.Concurrent;
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
/// up. A grant is Closed only when each of its doors is tried and found shut; what a crash loses here, the next pass begins again.
/// </summary>
internal sealed partial class GrantProofs(
    EnforcementPoints points, GrantWrites writes, DirectPathLooks directPath, IDbContextFactory<PortalDb> contexts, GrantMeasures measures, TimeProvider time, ILogger<GrantProofs> log) : IAsyncDisposable
{
    /// <summary>A door that opened by itself again would show within seconds.</summary>
    private static readonly TimeSpan[] LookAgain = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    /// <summary>Doors shut this long before a start may lack their later looks.</summary>
    private static readonly TimeSpan Unfinished = TimeSpan.FromMinutes(10);

    /// <summary>Timers may ring a little early; a proof "after 5 s" shall not be one after 4.99 s.</summary>
    private static readonly TimeSpan AfterTheTimer = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<(GrantId, string), Task> _running = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Everything begun so far is tried and written.</summary>
    public async Task IdleAsync()
    {
        await Task.WhenAll(_running.Values);
        await directPath.IdleAsync();
    }

    public void Opened(Grant grant, IEnforcementPoint point, ObservedDoor door) => Begin(grant.Id, point, ct => OpenedAsync(grant.Id, grant.HolderEmail, point, door, ct));

    /// <summary>Proves the shut door and, with the last one, closes the grant; or leaves it closing with what was seen.</summary>
    public void Closing(Grant grant, IEnforcementPoint point, ShutDoor? shut) => Begin(grant.Id, point, ct => ClosingAsync(grant, point, shut, ct));

    /// <summary>
    /// Later looks at doors that were shut just before the portal died: they are made now. So is the direct path of open
    /// grants where it was not seen to be shut.
    /// </summary>
    public async Task ResumeAsync(CancellationToken ct)
    {
        var since = time.GetUtcNow() - Unfinished;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var grants = await db.Grants.AsNoTracking().Include(g => g.Proofs).AsSplitQuery().Where(g => g.State == GrantState.Closed && g.ClosedAt >= since).ToListAsync(ct);
        foreach (var grant in await db.Grants.AsNoTracking().Where(g => g.State == GrantState.Open && g.Bypassable != false).ToListAsync(ct))
            foreach (var door in grant.Doors.Where(d => d.State == DoorState.Open))
                if (points.Find(door.Point) is { } point)
                    directPath.Begin(point, Place(grant, door), door.OpenedAt ?? time.GetUtcNow());
        foreach (var grant in grants)
            foreach (var door in grant.Doors.Where(d => d.OpenedAt is not null))
                if (points.Find(door.Point) is { } point)
                    FollowUp(point, Place(grant, door), grant, grant.Proofs.Count(p => p.Kind == Proof.Closed && p.Point == door.Point) - 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await IdleAsync();
        _stop.Dispose();
    }

    /// <summary>One task a door at a time: a pass that comes again while a door is being tried starts nothing.</summary>
    private void Begin(GrantId id, IEnforcementPoint point, Func<CancellationToken, Task> prove)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_running.TryAdd((id, point.Name), started.Task))
            _ = RunAsync(id, point, prove, started);
    }

    private async Task RunAsync(GrantId id, IEnforcementPoint point, Func<CancellationToken, Task> prove, TaskCompletionSource started)
    {
        try
        {
            await prove(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The portal stops.
        }
        catch (Exception e)
        {
            Log.Failed(log, e, id);
        }
        finally
        {
            _running.TryRemove((id, point.Name), out _);
            started.SetResult();
        }
    }

    private async Task OpenedAsync(GrantId id, string holder, IEnforcementPoint point, ObservedDoor door, CancellationToken ct)
    {
        var place = new DoorPlace(id, door.Source, door.Service, door.Port) { Holder = holder };
        directPath.Begin(point, place, door.OpenedAt);
        var open = await point.ProveOpenAsync(place, ct);
        await writes.ApplyAsync(id, (grant, unit) => grant.Proved(Proof.Opened, point.Name, open, door.OpenedAt, unit), ct);
    }

    private async Task ClosingAsync(Grant grant, IEnforcementPoint point, ShutDoor? shut, CancellationToken ct)
    {
        var place = Place(grant, grant.DoorAt(point.Name)!);
        directPath.Forget(grant.Id);
        var proof = await point.ProveShutAsync(place, ct);
        TimeSpan? latency = null;
        await writes.ApplyAsync(grant.Id, (g, unit) => latency = Close(g, point.Name, proof, shut, unit), ct);
        if (latency is { } measured)
            measures.Closed(measured);
        if (proof.Verdict == ProbeVerdict.Refuted)
            measures.Contradicted(point.Name);
        if (proof.Verdict != ProbeVerdict.Refuted && place.Port != 0)
            FollowUp(point, place, grant, 0);
    }

    /// <returns>The revocation latency, when this was the grant's last door and it was measured.</returns>
    private static TimeSpan? Close(Grant grant, string point, ProbeResult proof, ShutDoor? shut, JournaledUnit unit)
    {
        var from = grant.ClosingAt ?? proof.At;
        if (proof.Verdict == ProbeVerdict.Refuted)
        {
            if (grant.RetryClosing(point, proof.Result, unit.Now).Recorded(grant, unit, point).Ok && grant.DoorAt(point)!.Attempts == 1)
                grant.Proved(Proof.Closed, point, proof, from, unit);
            return null;
        }

        if (!grant.ConfirmClosed(point, shut?.At, unit.Now).Recorded(grant, unit, point).Ok)
            return null;
        (grant.BytesIn, grant.BytesOut) = (Math.Max(grant.BytesIn, shut?.BytesIn ?? 0), Math.Max(grant.BytesOut, shut?.BytesOut ?? 0));
        grant.Proved(Proof.Closed, point, proof, from, unit);
        return grant.State == GrantState.Closed ? grant.RevocationLatency : null;
    }

    private static DoorPlace Place(Grant grant, GrantDoor door) => new(grant.Id, grant.SourceAddress, grant.Service, door.Port ?? 0) { Holder = grant.HolderEmail };

    private void FollowUp(IEnforcementPoint point, DoorPlace place, Grant grant, int done) => _ = RunFollowUpAsync(point, place, grant, done);

    private async Task RunFollowUpAsync(IEnforcementPoint point, DoorPlace place, Grant grant, int done)
    {
        try
        {
            var from = grant.ClosingAt ?? time.GetUtcNow();
            foreach (var after in LookAgain.Skip(done))
            {
                var wait = from + after + AfterTheTimer - time.GetUtcNow();
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, time, _stop.Token);
                await LookAgainAsync(point, place with { WantsEvidence = after == LookAgain[^1] && grant.Sensitivity >= points.EvidenceFrom }, from);
            }
        }
        catch (OperationCanceledException)
        {
            // The portal stops; the next start looks again.
        }
        catch (Exception e)
        {
            Log.Failed(log, e, place.Grant);
        }
    }

    private async Task LookAgainAsync(IEnforcementPoint point, DoorPlace place, DateTimeOffset from)
    {
        var proof = await point.ProveShutAsync(place, _stop.Token);
        await writes.ApplyAsync(place.Grant, (g, unit) => g.Proved(Proof.Closed, point.Name, proof, from, unit), _stop.Token);
        if (proof.Verdict != ProbeVerdict.Refuted)
            return;
        measures.Contradicted(point.Name);
        Log.OpenAgain(log, place.Grant, proof.Result);
    }

    private static partial class Log
    {
        [LoggerMessage(2111, LogLevel.Warning, "The door of grant {Grant} could not be tried; the next pass tries again")]
        public static partial void Failed(ILogger log, Exception e, GrantId grant);

        [LoggerMessage(2112, LogLevel.Critical, "The door of the closed grant {Grant} answers: {Seen}")]
        public static partial void OpenAgain(ILogger log, GrantId grant, string seen);
    }
}
