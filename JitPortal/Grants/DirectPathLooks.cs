using System.Collections.Concurrent;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>
/// Tries whether services answer past their enforcement points, once a door stands and again with longer and longer pauses while that is
/// not known and the grant is open. NB. Only a try that had its control ends what an earlier one showed.
/// </summary>
internal sealed partial class DirectPathLooks(GrantWrites writes, TimeProvider time, ILogger<DirectPathLooks> log) : IAsyncDisposable
{
    /// <summary>The first pauses are for a service that is just starting, the last for a sensor that somebody switches on one day.</summary>
    internal static readonly TimeSpan[] Pauses = [.. ((int[])[2, 5, 15, 60, 300]).Select(s => TimeSpan.FromSeconds(s))];

    /// <summary>What each point of an open grant showed last, since this portal started.</summary>
    private readonly ConcurrentDictionary<GrantId, ConcurrentDictionary<string, DirectPathResult>> _seen = new();
    private readonly ConcurrentDictionary<(GrantId, string), (Task First, Task All)> _running = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>A start with a thousand open grants shall not look like a scan.</summary>
    private readonly SemaphoreSlim _some = new(8);

    /// <summary>Begins to look, or does nothing where a look at this door goes on already.</summary>
    public void Begin(IEnforcementPoint point, DoorAddress place, DateTimeOffset openedAt)
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_running.TryAdd((place.Grant, point.Name), (first.Task, all.Task)))
            _ = RunAsync(point, place, openedAt, first, all);
    }

    /// <summary>What an ended grant's points showed is of no use any more.</summary>
    public void Forget(GrantId grant) => _seen.TryRemove(grant, out _);

    /// <summary>Every look begun so far was made once.</summary>
    public Task IdleAsync() => Task.WhenAll(_running.Values.Select(r => r.First));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Values.Select(r => r.All));
        _stop.Dispose();
        _some.Dispose();
    }

    private async Task RunAsync(
        IEnforcementPoint point,
        DoorAddress place,
        DateTimeOffset openedAt,
        TaskCompletionSource first,
        TaskCompletionSource all
    )
    {
        try
        {
            for (var look = 0; ; look++)
            {
                if (look > 0)
                    await Task.Delay(Pauses[Math.Min(look, Pauses.Length) - 1], time, _stop.Token);
                var seen = await LookAsync(point, place);
                var open = await WriteAsync(point.Name, place.Grant, seen, openedAt);
                first.TrySetResult();
                if (!open || seen is not { Path: DirectPath.Unknown, TryAgain: true })
                    return;
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
        finally
        {
            _running.TryRemove((place.Grant, point.Name), out _);
            first.TrySetResult();
            all.SetResult();
        }
    }

    private async Task<DirectPathResult> LookAsync(IEnforcementPoint point, DoorAddress place)
    {
        await _some.WaitAsync(_stop.Token);
        try
        {
            return await point.ProbeDirectPathAsync(place, _stop.Token);
        }
        finally
        {
            _some.Release();
        }
    }

    /// <returns>Whether the grant is still open, or about to be.</returns>
    private async Task<bool> WriteAsync(string point, GrantId id, DirectPathResult seen, DateTimeOffset openedAt)
    {
        var ofGrant = _seen.GetOrAdd(id, _ => new(StringComparer.OrdinalIgnoreCase));
        var before = ofGrant.GetValueOrDefault(point);
        ofGrant[point] = seen;
        var open = false;
        await writes.ApplyAsync(
            id,
            (grant, scope) =>
            {
                open = grant.State is GrantState.Open or GrantState.Opening;
                if (!open)
                    return;
                var was = grant.Bypassable;
                grant.LookedPast(Decide(was, [.. grant.Doors.Select(d => d.Point)], ofGrant));
                // A point that can never tell must not hide what another one saw; a look that shows nothing new is not told twice.
                if (
                    (before is not null && before.Path == seen.Path && before.Result == seen.Result)
                    || (seen is { Path: DirectPath.Unknown, TryAgain: false } && grant.Doors.Count > 1)
                )
                    return;
                grant.Proved(Proof.Bypass, point, AsProbe(seen, was), openedAt, scope);
            },
            _stop.Token
        );
        if (!open)
            _seen.TryRemove(id, out _);
        return open;
    }

    /// <summary>
    /// Whether the service can be reached past all points of a grant: one that guards it is enough. Pure. A point that shows nothing changes
    /// nothing, and what was guarded before a restart stays so until each point was asked again.
    /// </summary>
    internal static bool? Decide(bool? before, IReadOnlyCollection<string> points, IReadOnlyDictionary<string, DirectPathResult> seen)
    {
        var paths = points.Where(seen.ContainsKey).Select(p => seen[p].Path).ToList();
        if (paths.Contains(DirectPath.Guarded))
            return false;
        return paths.Contains(DirectPath.Bypassable) && (before != false || paths.Count == points.Count) ? true : before;
    }

    private static ProbeResult AsProbe(DirectPathResult seen, bool? was) =>
        new(
            seen.Path switch
            {
                DirectPath.Guarded => ProbeVerdict.Proved,
                DirectPath.Bypassable => ProbeVerdict.Refuted,
                _ => ProbeVerdict.NotComparable,
            },
            seen.Path == DirectPath.Unknown && was is true
                ? $"It still counts as bypassable, as it was seen before. {seen.Result}"
                : seen.Result,
            seen.Vantage,
            seen.At,
            seen.Took
        );

    private static partial class Log
    {
        [LoggerMessage(2161, LogLevel.Warning, "The direct path to the service of grant {Grant} could not be tried")]
        public static partial void Failed(ILogger log, Exception e, GrantId grant);
    }
}
