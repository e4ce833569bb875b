using System.Globalization;
using JitPortal.Data;
using JitPortal.Hosting;
using JitPortal.Journal.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Journal;

/// <summary>
/// Signs the head of the journal soon after it moved. It walks the entries since the last checkpoint first: a broken chain is never signed.
/// </summary>
public sealed partial class JournalCheckpointer(
    IDbContextFactory<PortalDb> factory,
    CheckpointFile file,
    JournalKey key,
    JournalWitness witness,
    TimeProvider clock,
    IOptions<JournalOptions> options,
    BackgroundLoops loops,
    ILogger<JournalCheckpointer> logger
) : BackgroundService
{
    /// <summary>For the witness while the portal stops.</summary>
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(3);

    private readonly TimeSpan _every = options.Value.SignEvery;
    private long _signedTo;
    private volatile string? _trouble;

    /// <summary>Why the journal is not signed any further, in a sentence; null while it is.</summary>
    public string? Trouble => _trouble;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // NB. Also without news of an entry: a verb beside the portal writes some of which this process is not told.
        await loops.RunAsync("signing the journal", SignAsync, ct => Task.Delay(_every, clock, ct), stoppingToken);
        await LastAsync();
    }

    private async Task LastAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(PatienceAtTheEnd, clock);
            await SignAsync(limit.Token);
        }
        catch (Exception e)
        {
            Log.NotSigned(logger, e);
        }
    }

    /// <summary>Signs the present head if it is not signed yet, and tells the witness what it does not know yet.</summary>
    public async Task SignAsync(CancellationToken ct)
    {
        if (await IsDoneAsync(ct))
            return;
        if (await AddCheckpointAsync(ct) is { } signed)
            await witness.CatchUpAsync(signed, ct);
    }

    /// <summary>Signs the present head if it is not signed yet; the witness is told by the portal.</summary>
    /// <returns>All checkpoints; null where something is wrong with them or with the journal.</returns>
    public async Task<IReadOnlyList<Checkpoint>?> AddCheckpointAsync(CancellationToken ct)
    {
        using var turn = await file.TurnAsync(ct);
        if (turn is null)
            return null;
        var trail = await file.TrailAsync(ct);
        var last = trail.Last;
        var (seq, hash) = (last?.Seq ?? 0, last?.Hash ?? JournalHash.Origin);
        await using var db = await factory.CreateDbContextAsync(ct);
        // NB. What was signed once is never signed from the beginning again: that would bless whatever stands there now.
        if (trail.Problem(key, await db.Journal.AnyAsync(ct)) is { } problem)
        {
            return NotSigned($"The journal is not signed any further: {problem.Sentence} Run 'journal verify'.");
        }

        if (last is not null && await db.Journal.Where(e => e.Seq == last.Seq).Select(e => e.Hash).FirstOrDefaultAsync(ct) != last.Hash)
            return NotSigned(Broken(last.Seq));
        await foreach (
            var entry in db.Journal.AsNoTracking().Where(e => e.Seq > seq).OrderBy(e => e.Seq).AsAsyncEnumerable().WithCancellation(ct)
        )
        {
            if (entry.Seq != seq + 1 || entry.PreviousHash != hash || JournalHash.Of(entry) != entry.Hash)
                return NotSigned(Broken(entry.Seq));
            (seq, hash) = (entry.Seq, entry.Hash);
        }

        _trouble = null;
        _signedTo = seq;
        if (seq == (last?.Seq ?? 0))
            return trail.Checkpoints;
        var now = clock.GetUtcNow();
        var head = new Checkpoint(seq, hash, now, key.Sign(seq, hash, now));
        await file.AppendAsync(trail, head, ct);
        return [.. trail.Checkpoints, head];
    }

    /// <summary>Nothing came since this process signed last, and the witness knows all of it.</summary>
    private async Task<bool> IsDoneAsync(CancellationToken ct)
    {
        if (_signedTo == 0 || witness.Trouble(_signedTo) is not null)
            return false;
        await using var db = await factory.CreateDbContextAsync(ct);
        return await db.Journal.OrderByDescending(e => e.Seq).Select(e => e.Seq).FirstOrDefaultAsync(ct) == _signedTo;
    }

    private static string Broken(long seq) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The journal is broken at entry {seq}; it is not signed any further. Run 'journal verify'."
        );

    private IReadOnlyList<Checkpoint>? NotSigned(string trouble)
    {
        if (_trouble != trouble)
            Log.Trouble(logger, trouble);
        _trouble = trouble;
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1111, LogLevel.Critical, "{Trouble}")]
        public static partial void Trouble(ILogger logger, string trouble);

        [LoggerMessage(1112, LogLevel.Warning, "The journal's last entries could not be signed while stopping; the next start signs them.")]
        public static partial void NotSigned(ILogger logger, Exception exception);
    }
}
