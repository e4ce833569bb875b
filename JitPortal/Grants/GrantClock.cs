using JitPortal.Hosting;
using JitPortal.Live;
using JitPortal.Shared;
using JitPortal.Timers;

namespace JitPortal.Grants;

/// <summary>
/// Keeps the enforcement points as the grants say. Runs once before the first page is served, at every wake, and looks each second
/// whether something is due, so that a lost timer or message costs a second at most.
/// </summary>
public sealed partial class GrantClock : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(1);

    /// <summary>How long the start waits for enforcement points that do not answer; they are gone on with behind.</summary>
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(10);
    private readonly DueGrantDecisions _pass;
    private readonly PointReconcilers _keepers;
    private readonly GrantProofs _proofs;
    private readonly PortalTimers _timers;
    private readonly GrantSignal _signal;
    private readonly LiveBus _bus;
    private readonly BackgroundLoops _loops;
    private readonly TimeProvider _time;
    private bool _woken;
    private readonly ILogger<GrantClock> _log;

    internal GrantClock(
        DueGrantDecisions pass,
        PointReconcilers keepers,
        GrantProofs proofs,
        PortalTimers timers,
        GrantSignal signal,
        LiveBus bus,
        BackgroundLoops loops,
        TimeProvider time,
        ILogger<GrantClock> log
    ) =>
        (_pass, _keepers, _proofs, _timers, _signal, _bus, _loops, _time, _log) = (
            pass,
            keepers,
            proofs,
            timers,
            signal,
            bus,
            loops,
            time,
            log
        );

    /// <summary>Look soon. Never blocks.</summary>
    public void Wake() => _signal.Wake();

    /// <summary>A grant's timer rang.</summary>
    public void Due(GrantId grant)
    {
        Log.Rang(_log, grant);
        _signal.Wake();
    }

    /// <summary>One whole pass at every point, now.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        await _pass.DecideAsync(ct);
        await _keepers.RunOnceAsync(ct);
        await _proofs.LookAsync(ct);
    }

    /// <summary>
    /// NB. Fails the start when the database cannot say what is due: a portal that cannot close must not serve. A point that is away does
    /// not keep the others and the pages from working.
    /// </summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await _pass.DecideAsync(cancellationToken);
        var first = _keepers.RunOnceAsync(CancellationToken.None);
        await Task.WhenAny(first, Task.Delay(PatienceAtStart, _time, cancellationToken));
        if (first.IsCompleted)
            await first;
        else
            Log.PointsAreSlow(_log, PatienceAtStart);
        await _proofs.LookAsync(cancellationToken);
        await _proofs.ResumeAsync(cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var people = _bus.Subscribe("grant reconciler", Topic.People);
        _timers.Wake(GrantTimers.Kind);
        await Task.WhenAll(
            _loops.RunAsync(
                "deciding which grants are due",
                LookAsync,
                async ct => _woken = await _signal.WaitAsync(Sweep, ct),
                stoppingToken
            ),
            _loops.RunAsync(
                "hearing of changed people",
                _ => Hear(people),
                ct => people.Messages.WaitToReadAsync(ct).AsTask(),
                stoppingToken
            ),
            _keepers.KeepAsync(stoppingToken)
        );
    }

    private async Task LookAsync(CancellationToken ct)
    {
        if (_woken || await _pass.IsDueAsync(ct))
        {
            try
            {
                await _pass.DecideAsync(ct);
            }
            finally
            {
                // What could not be decided must not keep the points from shutting what they know to be over.
                _keepers.Wake();
            }

            _timers.Wake(GrantTimers.Kind);
        }

        await _proofs.LookAsync(ct);
    }

    private Task Hear(LiveSubscription people)
    {
        while (people.Messages.TryRead(out _))
            Wake();
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(
            2123,
            LogLevel.Warning,
            "Not every enforcement point answered within {Patience}; the portal starts and goes on trying"
        )]
        public static partial void PointsAreSlow(ILogger log, TimeSpan patience);

        [LoggerMessage(2122, LogLevel.Debug, "The timer of grant {Grant} rang")]
        public static partial void Rang(ILogger log, GrantId grant);
    }
}
