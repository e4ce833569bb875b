using System.Collections.Concurrent;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>
/// Tries doors over the network after they opened and after they shut, beside the reconciler so that a silent service holds nobody
/// up. A grant is Closed only when its door is tried and found shut; what a crash loses here, the next pass begins again.
/// </summary>
internal sealed partial class GrantProofs(IEnforcementPoint point, GrantWrites writes, TimeProvider time, ILogger<GrantProofs> log) : IAsyncDisposable
{
    /// <summary>A door that opened by itself again would show within seconds.</summary>
    private static readonly TimeSpan[] LookAgain = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];
    /// <summary>Timers may ring a little early; a proof "after 5 s" shall not be one after 4.99 s.</summary>
    private static readonly TimeSpan AfterTheTimer = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<GrantId, Task> _running = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Everything begun so far is tried and written.</summary>
    public Task IdleAsync() => Task.WhenAll(_running.Values);

    public void Opened(GrantId id, ObservedDoor door) => Begin(id, ct => OpenedAsync(id, door, ct));

    /// <summary>Proves the shut door and closes the grant, or leaves it closing with what was seen.</summary>
    public void Closing(Grant grant, ShutDoor? shut) => Begin(grant.Id, ct => ClosingAsync(grant, shut, ct));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await IdleAsync();
        _stop.Dispose();
    }

    /// <summary>One task a grant at a time: a pass that comes again while a door is being tried starts nothing.</summary>
    private void Begin(GrantId id, Func<CancellationToken, Task> prove)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_running.TryAdd(id, started.Task))
            _ = RunAsync(id, prove, started);
    }

    private async Task RunAsync(GrantId id, Func<CancellationToken, Task> prove, TaskCompletionSource started)
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
            _running.TryRemove(id, out _);
            started.SetResult();
        }
    }

    private async Task OpenedAsync(GrantId id, ObservedDoor door, CancellationToken ct)
    {
        var place = new DoorPlace(id, door.Source, door.Service, door.Port);
        var direct = point.ProbeDirectPathAsync(place, ct);
        var open = await point.ProveOpenAsync(place, ct);
        var straight = await direct;
        await writes.ApplyAsync(id, (grant, unit) =>
        {
            grant.Bypassable = straight.Path switch { DirectPath.Bypassable => true, DirectPath.Guarded => false, _ => null };
            grant.Proved(Proof.Opened, open.Verdict == ProbeVerdict.Proved, open.Result, open.Vantage, open.At, door.OpenedAt, unit);
            grant.Proved(Proof.Bypass, straight.Path == DirectPath.Guarded, straight.Result, straight.Vantage, straight.At, door.OpenedAt, unit);
        }, ct);
    }

    private async Task ClosingAsync(Grant grant, ShutDoor? shut, CancellationToken ct)
    {
        var place = new DoorPlace(grant.Id, grant.SourceAddress, grant.Service, grant.ConnectPort ?? 0);
        var proof = await point.ProveShutAsync(place, ct);
        await writes.ApplyAsync(grant.Id, (g, unit) => Close(g, proof, shut, unit), ct);
        if (proof.Verdict != ProbeVerdict.Contradicted && place.Port != 0)
            FollowUp(place, grant.ClosingAt ?? proof.At);
    }

    private static void Close(Grant grant, ProbeResult proof, ShutDoor? shut, JournaledUnit unit)
    {
        var from = grant.ClosingAt ?? proof.At;
        if (proof.Verdict == ProbeVerdict.Contradicted)
        {
            if (grant.RetryClosing(proof.Result, unit.Now).Recorded(grant, unit).Ok && grant.Attempts == 1)
                grant.Proved(Proof.Closed, false, proof.Result, proof.Vantage, proof.At, from, unit);
            return;
        }

        if (grant.State != GrantState.Closing)
            return;
        (grant.BytesIn, grant.BytesOut) = (grant.BytesIn + (shut?.BytesIn ?? 0), grant.BytesOut + (shut?.BytesOut ?? 0));
        grant.ConfirmClosed(shut?.At, unit.Now).Recorded(grant, unit);
        grant.Proved(Proof.Closed, proof.Verdict == ProbeVerdict.Proved, proof.Result, proof.Vantage, proof.At, from, unit);
    }

    private void FollowUp(DoorPlace place, DateTimeOffset from) => _ = RunFollowUpAsync(place, from);

    private async Task RunFollowUpAsync(DoorPlace place, DateTimeOffset from)
    {
        try
        {
            foreach (var after in LookAgain)
            {
                var wait = from + after + AfterTheTimer - time.GetUtcNow();
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, time, _stop.Token);
                var proof = await point.ProveShutAsync(place, _stop.Token);
                await writes.ApplyAsync(place.Grant, (g, unit) => g.Proved(Proof.Closed, proof.Verdict == ProbeVerdict.Proved, proof.Result, proof.Vantage, proof.At, from, unit), _stop.Token);
                if (proof.Verdict == ProbeVerdict.Contradicted)
                    Log.OpenAgain(log, place.Grant, proof.Result);
            }
        }
        catch (Exception e)
        {
            Log.Failed(log, e, place.Grant);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2111, LogLevel.Warning, "The door of grant {Grant} could not be tried; the next pass tries again")]
        public static partial void Failed(ILogger log, Exception e, GrantId grant);

        [LoggerMessage(2112, LogLevel.Critical, "The door of the closed grant {Grant} answers: {Seen}")]
        public static partial void OpenAgain(ILogger log, GrantId grant, string seen);
    }
}
