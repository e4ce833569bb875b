using JitPortal.Live;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>
/// Keeps the enforcement point as the grants say. Runs once before the first page is served, at every wake, and looks each second
/// whether something is due, so that a lost timer or message costs a second at most.
/// </summary>
public sealed partial class GrantReconciler : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(1);

    /// <summary>How often everything is compared although nothing seems due: finds drift at the enforcement point.</summary>
    private static readonly TimeSpan Compare = TimeSpan.FromSeconds(30);
    private readonly GrantPass _pass;
    private readonly GrantAlarms _alarms;
    private readonly GrantSignal _signal;
    private readonly LiveBus _bus;
    private readonly TimeProvider _time;
    private readonly ILogger<GrantReconciler> _log;
    private readonly SemaphoreSlim _one = new(1, 1);
    private long _lastRun;

    internal GrantReconciler(GrantPass pass, GrantAlarms alarms, GrantSignal signal, LiveBus bus, TimeProvider time, ILogger<GrantReconciler> log) =>
        (_pass, _alarms, _signal, _bus, _time, _log) = (pass, alarms, signal, bus, time, log);

    /// <summary>Look soon. Never blocks.</summary>
    public void Wake() => _signal.Wake();

    /// <summary>A grant's alarm rang.</summary>
    public void Due(GrantId grant)
    {
        Log.Rang(_log, grant);
        _signal.Wake();
    }

    /// <summary>One whole pass, now; passes never overlap.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            await _pass.RunAsync(ct);
            _lastRun = _time.GetTimestamp();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>NB. Fails the start when it fails: a portal that cannot close what is due must not serve.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var people = _bus.Subscribe("grant reconciler", Topic.People);
        var listening = ListenAsync(people, stoppingToken);
        _alarms.Wake();
        while (!stoppingToken.IsCancellationRequested)
            await LookAsync(stoppingToken);
        await listening;
    }

    private async Task LookAsync(CancellationToken ct)
    {
        try
        {
            var woken = await _signal.WaitAsync(Sweep, ct);
            if (!woken && _time.GetElapsedTime(_lastRun) < Compare && !await _pass.IsDueAsync(ct))
                return;
            await RunOnceAsync(ct);
            _alarms.Wake();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The portal stops.
        }
        catch (Exception e)
        {
            Log.PassFailed(_log, e);
            await Task.Delay(Sweep, _time, CancellationToken.None);
        }
    }

    private async Task ListenAsync(LiveSubscription people, CancellationToken ct)
    {
        try
        {
            await foreach (var _ in people.Messages.ReadAllAsync(ct))
                Wake();
        }
        catch (OperationCanceledException)
        {
            // The portal stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2121, LogLevel.Error, "A pass over the grants failed; it is tried again within seconds")]
        public static partial void PassFailed(ILogger log, Exception e);

        [LoggerMessage(2122, LogLevel.Debug, "The alarm of grant {Grant} rang")]
        public static partial void Rang(ILogger log, GrantId grant);
    }
}
