using JitPortal.Data;
using JitPortal.Hosting;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Journal;

/// <summary>
/// Holds the clock against what the journal and its newest signed head know, before anything opens: a clock that is earlier was set back.
/// While it is not trusted, looks whether somebody accepted it from the command line.
/// </summary>
internal sealed partial class ClockWatch(
    IDbContextFactory<PortalDb> contexts, CheckpointFile checkpoints, TimeProvider time, ClockTrust trust, BackgroundLoops loops, ILogger<ClockWatch> log)
    : BackgroundService, IHostedLifecycleService
{
    /// <summary>Journal type of an operator's word that the clock is right.</summary>
    public const string Accepted = "clock.accepted";

    /// <summary>Subject of <see cref="Accepted"/>.</summary>
    public const string Subject = "clock";

    /// <summary>NB. Not only the last entry: some may have been written by the wrong clock before the power failed.</summary>
    private const int Newest = 10_000;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private long _accepted;

    /// <summary>The word that was given before the present trouble is not about it.</summary>
    private bool _known = true;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (time is not PortalClock clock)
            return;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        _accepted = await LastAcceptedAsync(db, cancellationToken);
        var written = await db.Journal.Where(e => e.Seq > _accepted).OrderByDescending(e => e.Seq).Take(Newest).MaxAsync(e => (DateTimeOffset?)e.At, cancellationToken);
        if ((await checkpoints.TrailAsync(cancellationToken)).Last is { } head && head.Seq > _accepted && (written is null || head.At > written))
            written = head.At;
        if (written is { } latest)
            clock.Judge(latest);
        if (trust.Sentence is { } sentence)
            Log.Distrusted(log, sentence);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => time is PortalClock clock
        ? loops.RunAsync("watching the clock", ct => LookAsync(clock, ct), ct => Task.Delay(Look, time, ct), stoppingToken)
        : Task.CompletedTask;

    private async Task LookAsync(PortalClock clock, CancellationToken ct)
    {
        // Reading it notices a step.
        clock.GetUtcNow();
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

    private static async Task<long> LastAcceptedAsync(PortalDb db, CancellationToken ct) =>
        await db.Journal.Where(e => e.Type == Accepted).MaxAsync(e => (long?)e.Seq, ct) ?? 0;

    private static partial class Log
    {
        [LoggerMessage(1131, LogLevel.Critical, "{Sentence}")]
        public static partial void Distrusted(ILogger log, string sentence);
    }
}
