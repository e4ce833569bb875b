using System.Collections.Concurrent;
using JitPortal.Hosting;
using JitPortal.Scanning.Model;
using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Scanning;

/// <summary>
/// Takes scans from the queue, the longest waiting first: as many at once as the settings say, and never two over the same address.
/// </summary>
internal sealed partial class ScanRunner(
    ScanLifecycle records,
    ScanTargets targets,
    NmapStatus nmap,
    ScanRunFactory runs,
    IOptions<ScanningOptions> options,
    BackgroundLoops loops,
    ILogger<ScanRunner> logger
) : BackgroundService
{
    /// <summary>Scans that the command line queued wake nobody here, so the queue is looked at this often anyway.</summary>
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _wake = new(0);
    private readonly ConcurrentDictionary<ScanId, RunningScan> _running = new();

    /// <summary>True when it runs in this process.</summary>
    public bool Runs(ScanId id) => _running.ContainsKey(id);

    /// <summary>Looks at the queue now.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Stops it when it runs here; its complete hosts are kept.</summary>
    public void Cancel(ScanId id)
    {
        if (_running.TryGetValue(id, out var running))
            running.Cancel();
    }

    /// <summary>Runs a queued scan to its end in this process, unless another one has taken it.</summary>
    public async Task RunAsync(ScanId id, CancellationToken stopping)
    {
        var scan = (await records.QueuedAsync(stopping)).FirstOrDefault(s => s.Id == id);
        if (scan is not null && await PrepareAsync(scan, stopping) is { } running)
            await running.Work;
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var recovered = false;
        await loops.RunAsync(
            "starting scans",
            async ct =>
            {
                if (!recovered)
                    await records.RecoverAsync(ct);
                recovered = true;
                await StartWaitingAsync(ct);
            },
            ct => _wake.WaitAsync(Sweep, ct),
            stoppingToken
        );
        // Each running scan stops its own Nmap and marks itself interrupted; the portal waits for that.
        await Task.WhenAll(_running.Values.Select(r => r.Work));
    }

    private async Task StartWaitingAsync(CancellationToken stopping)
    {
        if (_running.Count >= options.Value.Parallelism)
            return;
        foreach (var scan in await records.QueuedAsync(stopping))
        {
            if (_running.Count >= options.Value.Parallelism)
                return;
            await PrepareAsync(scan, stopping);
        }
    }

    private async Task<RunningScan?> PrepareAsync(Scan scan, CancellationToken stopping)
    {
        // NB. Checked anew: the allow-list may have become narrower while it waited.
        var scope = await targets.ReadAsync(scan.Target, stopping);
        if (scope.Ok && _running.Values.Any(r => r.Overlaps(scope.Value)))
            return null;
        var health = await nmap.CheckAsync(stopping);
        var privilege = scope.Ok && health.Privilege is { } able ? NmapArguments.Effective(able, scope.Value) : NmapPrivilege.ConnectOnly;
        if (!await records.ClaimAsync(scan.Id, scope.Ok ? scope.Value : new ScanScope([]), health, privilege, stopping))
            return null;
        if (!scope.Ok || !health.CanScan)
        {
            await records.FinishAsync(scan.Id, Failed(scope.Refusal?.Sentence ?? $"{health.Sentence} {health.Fix}"), stopping);
            return null;
        }

        var running = new RunningScan(scope.Value, stopping);
        _running[scan.Id] = running;
        running.Work = WorkAsync(scan, running, health, privilege, stopping);
        return running;
    }

    private async Task WorkAsync(Scan scan, RunningScan running, NmapHealth health, NmapPrivilege privilege, CancellationToken stopping)
    {
        await Task.Yield();
        var result = Failed("The scan ended with an error of the portal; its log says more.");
        try
        {
            result = await runs.For(scan, running.Scope, health, privilege).RunAsync(running.Cancelled);
            // Whoever stopped it: a person, or the portal that goes down.
            if (result.State == ScanState.Cancelled && stopping.IsCancellationRequested && !running.ByPerson)
                result = result with
                {
                    State = ScanState.Interrupted,
                    Error =
                        "The portal was stopped while this scan ran; the hosts that were complete are kept. Start it again to see the rest.",
                };
        }
        catch (Exception e)
        {
            Log.RunFailed(logger, scan.Id, e);
        }
        finally
        {
            await EndAsync(scan.Id, result);
            running.Dispose();
            Wake();
        }
    }

    private async Task EndAsync(ScanId id, ScanResult result)
    {
        try
        {
            await records.FinishAsync(id, result, CancellationToken.None);
        }
        catch (Exception e)
        {
            // The next start marks it interrupted.
            Log.RunFailed(logger, id, e);
        }
        finally
        {
            _running.TryRemove(id, out _);
        }
    }

    private static ScanResult Failed(string sentence) => new(ScanState.Failed, false, 0, 0, 0, null, null, null, [], null, sentence);

    private static partial class Log
    {
        [LoggerMessage(1302, LogLevel.Error, "Scan {Scan} ended with an error.")]
        public static partial void RunFailed(ILogger logger, ScanId scan, Exception exception);
    }
}
