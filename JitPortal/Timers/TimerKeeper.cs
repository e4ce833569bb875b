using JitPortal.Hosting;

namespace JitPortal.Timers;

/// <summary>Keeps the timers of each kind as the tables say: at the start, when somebody woke it, and twice a minute in any case.</summary>
internal sealed class TimerKeeper(PortalTimers timers, IEnumerable<ITimerKind> kinds, BackgroundLoops loops) : BackgroundService
{
    private static readonly TimeSpan Compare = TimeSpan.FromSeconds(30);

    /// <summary>Sets what is missing or moved of all kinds, removes what is left over.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var kind in kinds)
            await timers.RebuildAsync(kind, ct);
    }

    /// <summary>What is due is looked for in the tables too, now and then, so nothing stands still while this fails.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            kinds.Select(kind =>
                loops.RunAsync(
                    $"setting the timers of {kind.Name}",
                    ct => timers.RebuildAsync(kind, ct),
                    ct => timers.WaitAsync(kind.Name, Compare, ct),
                    stoppingToken
                )
            )
        );
}
