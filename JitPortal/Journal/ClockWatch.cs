using JitPortal.Data;
using JitPortal.Hosting;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Journal;

/// <summary>
/// Holds the clock against what the journal and its newest signed head know, before anything opens: a clock that is earlier was set back.
/// While it is not trusted, looks whether somebody accepted it from the command line. When the trust goes and when it comes back is journaled:
/// other processes on this data learn it from there.
/// </summary>
internal sealed partial class ClockWatch(
    IDbContextFactory<PortalDb> contexts,
    JournaledWrite write,
    CheckpointFile checkpoints,
    TimeProvider time,
    ClockTrust trust,
    BackgroundLoops loops,
    ILogger<ClockWatch> log
) : BackgroundService, IHostedLifecycleService
{
    /// <summary>NB. Not only the last entry: some may have been written by the wrong clock before the power failed.</summary>
    private const int Newest = 10_000;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private long _accepted;
    private bool _doubted;

    /// <summary>The word that was given before the present trouble is not about it.</summary>
    private bool _known = true;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (time is not PortalClock clock)
            return;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        _accepted = await LastAcceptedAsync(db, cancellationToken);
        _doubted = await IsDoubtedAsync(db, cancellationToken);
        var written = await LatestAsync(db, _accepted, cancellationToken);
        if (
            (await checkpoints.TrailAsync(cancellationToken)).Last is { } head
            && head.Seq > _accepted
            && (written is null || head.At > written)
        )
            written = head.At;
        if (written is { } latest)
            clock.Judge(latest);
        if (trust.Sentence is { } sentence)
            Log.Distrusted(log, sentence);
    }

    /// <summary>For a process beside the portal: whether the portal doubts the machine's clock, or would at its start.</summary>
    /// <param name="wall">What the machine's clock says.</param>
    public static async Task<bool> IsInDoubtAsync(PortalDb db, DateTimeOffset wall, CancellationToken ct) =>
        await IsDoubtedAsync(db, ct) || await LatestAsync(db, await LastAcceptedAsync(db, ct), ct) > wall + PortalClock.Tolerance;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        time is PortalClock clock
            ? loops.RunAsync("watching the clock", ct => LookAsync(clock, ct), ct => Task.Delay(Look, time, ct), stoppingToken)
            : Task.CompletedTask;

    private async Task LookAsync(PortalClock clock, CancellationToken ct)
    {
        // Reading it notices a step.
        clock.GetUtcNow();
        await TellAsync(clock, ct);
        if (trust.Sentence is null)
        {
            _known = false;
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(ct);
        var accepted = await LastAcceptedAsync(db, ct);
        if (_known && accepted > _accepted)
            clock.Accept();
        (_accepted, _known) = (accepted, true);
    }

    private async Task TellAsync(PortalClock clock, CancellationToken ct)
    {
        var doubts = trust.Sentence is not null;
        if (doubts == _doubted)
            return;
        (
            await write.RunAsync<Unit>(
                Actor.System,
                async (db, scope) =>
                {
                    // An operator's word has ended it already.
                    if (doubts)
                        scope.Record(Subjects.Clock, new ClockDoubted(clock.Machine, scope.Now));
                    else if (await IsDoubtedAsync(db, ct))
                        scope.Record(Subjects.Clock, new ClockTrusted(clock.Machine, scope.Now));
                    return Unit.Done;
                },
                ct
            )
        ).Required();
        _doubted = doubts;
    }

    private static Task<DateTimeOffset?> LatestAsync(PortalDb db, long behind, CancellationToken ct) =>
        db.Journal.Where(e => e.Seq > behind).OrderByDescending(e => e.Seq).Take(Newest).MaxAsync(e => (DateTimeOffset?)e.At, ct);

    private static async Task<bool> IsDoubtedAsync(PortalDb db, CancellationToken ct) =>
        await db.Journal.Where(e => e.Subject == Subjects.Clock).OrderByDescending(e => e.Seq).Select(e => e.Type).FirstOrDefaultAsync(ct)
        == ClockDoubted.Type;

    private static async Task<long> LastAcceptedAsync(PortalDb db, CancellationToken ct) =>
        await db.Journal.Where(e => e.Type == ClockAccepted.Type).MaxAsync(e => (long?)e.Seq, ct) ?? 0;

    private static partial class Log
    {
        [LoggerMessage(1131, LogLevel.Critical, "{Sentence}")]
        public static partial void Distrusted(ILogger log, string sentence);
    }
}
