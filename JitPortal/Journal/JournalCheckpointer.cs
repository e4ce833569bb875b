using JitPortal.Data;
using JitPortal.Hosting;
using JitPortal.Journal.Model;
using JitPortal.Live;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Journal;

/// <summary>
/// Signs the head of the journal soon after it moved. It walks the entries since the last checkpoint first: a broken chain is never signed.
/// </summary>
public sealed partial class JournalCheckpointer(
    IDbContextFactory<PortalDb> factory,
    CheckpointFile file,
    JournalKey key,
    JournalWitness witness,
    LiveBus bus,
    TimeProvider clock,
    BackgroundLoops loops,
    ILogger<JournalCheckpointer> logger) : BackgroundService
{
    /// <summary>How long the unsigned end of the journal may be, in time.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = bus.Subscribe("journal checkpoints", Topic.Journal);
        await loops.RunAsync("signing the journal", SignAsync, ct => WaitAsync(subscription, ct), stoppingToken);
        await LastAsync();
    }

    private async Task WaitAsync(LiveSubscription subscription, CancellationToken ct)
    {
        await Task.Delay(Every, clock, ct);
        await subscription.Messages.WaitToReadAsync(ct);
        while (subscription.Messages.TryRead(out _))
        {
            // One signature covers them all.
        }
    }

    private async Task LastAsync()
    {
        try
        {
            await SignAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.NotSigned(logger, e);
        }
    }

    /// <summary>Signs the present head if it is not signed yet.</summary>
    public async Task SignAsync(CancellationToken ct)
    {
        var trail = await file.TrailAsync(ct);
        // NB. What was signed once is never signed from the beginning again: that would bless whatever stands there now.
        if (trail.Problem(key) is { } problem)
        {
            Log.NoTrail(logger, problem.Sentence);
            return;
        }

        var last = trail.Last;
        var (seq, hash) = (last?.Seq ?? 0, last?.Hash ?? JournalHash.Origin);
        await using var db = await factory.CreateDbContextAsync(ct);
        if (last is not null && await db.Journal.Where(e => e.Seq == last.Seq).Select(e => e.Hash).FirstOrDefaultAsync(ct) != last.Hash)
        {
            Log.Broken(logger, last.Seq);
            return;
        }

        await foreach (var entry in db.Journal.AsNoTracking().Where(e => e.Seq > seq).OrderBy(e => e.Seq).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (entry.Seq != seq + 1 || entry.PreviousHash != hash || JournalHash.Of(entry) != entry.Hash)
            {
                Log.Broken(logger, entry.Seq);
                return;
            }

            (seq, hash) = (entry.Seq, entry.Hash);
        }

        if (seq == (last?.Seq ?? 0))
        {
            if (last is not null && witness.Trouble is not null)
                await witness.TellAsync(new WitnessLine(last.Seq, last.Hash, last.At, last.Signature), ct);
            return;
        }

        var now = clock.GetUtcNow();
        if (!key.Exists)
            file.Begin(new Checkpoint(0, JournalHash.Origin, now, ""));
        var head = new Checkpoint(seq, hash, now, key.Sign(seq, hash, now));
        await file.AppendAsync(trail, head, ct);
        await witness.TellAsync(new WitnessLine(seq, hash, now, head.Signature), ct);
    }

    private static partial class Log
    {
        [LoggerMessage(1113, LogLevel.Critical, "The journal is not signed any further: {Problem} Run 'journal verify'.")]
        public static partial void NoTrail(ILogger logger, string problem);

        [LoggerMessage(1111, LogLevel.Critical, "The journal is broken at entry {Seq}; it is not signed any further. Run 'journal verify'.")]
        public static partial void Broken(ILogger logger, long seq);

        [LoggerMessage(1112, LogLevel.Warning, "The journal's last entries could not be signed while stopping; the next start signs them.")]
        public static partial void NotSigned(ILogger logger, Exception exception);
    }
}
