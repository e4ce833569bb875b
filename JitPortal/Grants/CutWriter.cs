using JitPortal.Data;
using JitPortal.Hosting;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>Writes down what was cut while the database took no write: as soon as it does, and first of all after a start.</summary>
internal sealed partial class CutWriter(
    GrantCuts cuts,
    CutFile file,
    JournaledWrite write,
    GrantSignal signal,
    EndClock ends,
    BackgroundLoops loops,
    TimeProvider time,
    ILogger<CutWriter> log
) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>NB. Before anything is opened. Where it cannot be written yet the grants stay cut all the same.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        cuts.TakeOver(file.Open());
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotYet(log, e);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Everything that waits, each by itself.</summary>
    internal async Task WriteAsync(CancellationToken ct)
    {
        Exception? failed = null;
        foreach (var cut in cuts.Waiting)
        {
            try
            {
                await WriteAsync(cut, ct);
                cuts.Written(cut.Grant);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                failed = e;
                if (DatabaseTrouble.IsAway(e))
                    break;
            }
        }

        cuts.ForgetOld();
        if (failed is not null)
            throw new InvalidOperationException("What was cut could not be written.", failed);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.RunAsync("writing down what was cut", WriteAsync, ct => Task.Delay(Pause, time, ct), stoppingToken);

    /// <summary>Meanwhile it may have ended otherwise; then there is nothing to add.</summary>
    private async Task WriteAsync(Cut cut, CancellationToken ct) =>
        (
            await write.RunAsync<Unit>(
                cut.Actor,
                async (db, scope) =>
                {
                    if (await db.Grants.SingleOrDefaultAsync(g => g.Id == cut.Grant, ct) is { } grant)
                        grant.End(cut.Reason, cut.Name, cut.Note, cut.At < scope.Now ? cut.At : scope.Now, scope, ends);
                    scope.Wakes(signal);
                    return Unit.Done;
                },
                ct
            )
        ).Required();

    private static partial class Log
    {
        [LoggerMessage(2186, LogLevel.Error, "What an earlier run of the portal cut could not be written yet; it stays cut")]
        public static partial void NotYet(ILogger log, Exception e);
    }
}
