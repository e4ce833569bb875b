using JitPortal.Data;
using JitPortal.Hosting;
using JitPortal.Journal.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Journal.Outbox;

/// <summary>
/// Tells subscribers what the outbox holds for them, each beside the others and in the order of the journal. What fails is tried again,
/// later and later, and after <see cref="MostAttempts"/> tries waits for an operator; it holds up nothing behind it.
/// </summary>
internal sealed partial class FactDelivery(
    IDbContextFactory<PortalDb> contexts,
    FactOutbox outbox,
    JournaledWrite write,
    IServiceProvider services,
    TimeProvider time,
    BackgroundLoops loops,
    ILogger<FactDelivery> log
) : BackgroundService
{
    /// <summary>With the pauses between them about two hours.</summary>
    internal const int MostAttempts = 20;

    private const int Batch = 100;

    /// <summary>Characters kept of why a try failed.</summary>
    private const int LongestError = 500;

    /// <summary>For what another process wrote, and for what is tried again.</summary>
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>Everything that is due for one subscriber, now.</summary>
    public async Task DeliverAsync(string subscriber, CancellationToken ct)
    {
        for (long behind = 0; ; )
        {
            var due = await DueAsync(subscriber, behind, ct);
            foreach (var (row, entry) in due)
                await DeliverAsync(row, entry, ct);
            if (due.Count < Batch)
                return;
            behind = due[^1].Row.Id;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            outbox.Subscribers.Select(subscriber =>
                loops.RunAsync(
                    $"telling {subscriber} what happened",
                    ct => DeliverAsync(subscriber, ct),
                    ct => outbox.WaitAsync(subscriber, Sweep, ct),
                    stoppingToken
                )
            )
        );

    private async Task<IReadOnlyList<(OutboxRow Row, JournalEntry? Entry)>> DueAsync(string subscriber, long behind, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        // Further ahead than any pause: the clock was set back since.
        var tooFar = now + LongestPause;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var due = await db
            .Outbox.AsNoTracking()
            .Where(r => r.Subscriber == subscriber && r.Id > behind && r.DeadAt == null)
            .Where(r => r.NextAttemptAt == null || r.NextAttemptAt <= now || r.NextAttemptAt > tooFar)
            .OrderBy(r => r.Id)
            .Take(Batch)
            .GroupJoin(db.Journal.AsNoTracking(), r => r.Seq, e => e.Seq, (r, entries) => new { r, entries })
            .SelectMany(x => x.entries.DefaultIfEmpty(), (x, e) => new { Row = x.r, Entry = e })
            .ToListAsync(ct);
        return due.ConvertAll(d => (d.Row, d.Entry));
    }

    private async Task DeliverAsync(OutboxRow row, JournalEntry? entry, CancellationToken ct)
    {
        try
        {
            // NB. Nothing was promised to whoever the program does not know any more.
            if (entry is not null && outbox.Find(row.Subscriber, entry.Type) is { } subscription)
                await subscription.HandleAsync(services, entry, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // NB. Also what looks like an absent database: it may be another one, of the handler's. Where it is the portal's own, the try
            // cannot be counted either, and the loop waits for it.
            await FailedAsync(row, entry!, e, ct);
            return;
        }

        await ChangeAsync(row, (rows, c) => rows.ExecuteDeleteAsync(c), ct);
    }

    private async Task FailedAsync(OutboxRow row, JournalEntry entry, Exception e, CancellationToken ct)
    {
        var (attempts, now) = (row.Attempts + 1, time.GetUtcNow());
        DateTimeOffset? next = attempts < MostAttempts ? now + Pause(attempts) : null;
        DateTimeOffset? dead = next is null ? now : null;
        if (dead is null)
            Log.Failed(log, e, row.Subscriber, entry.Type, entry.Seq, attempts);
        else
            Log.GivenUp(log, e, row.Subscriber, entry.Type, entry.Seq, attempts);
        var error = TypedText.Line(e.GetBaseException().Message);
        if (error.Length > LongestError)
            error = error[..LongestError];
        await ChangeAsync(
            row,
            (rows, c) =>
                // NB. An operator may have had it tried again meanwhile; then it counts anew.
                rows.Where(r => r.Attempts == row.Attempts)
                    .ExecuteUpdateAsync(
                        u =>
                            u.SetProperty(r => r.Attempts, attempts)
                                .SetProperty(r => r.NextAttemptAt, next)
                                .SetProperty(r => r.DeadAt, dead)
                                .SetProperty(r => r.Error, error),
                        c
                    ),
            ct
        );
    }

    private Task ChangeAsync(OutboxRow row, Func<IQueryable<OutboxRow>, CancellationToken, Task> change, CancellationToken ct) =>
        write.TakeTurnAsync(
            async () =>
            {
                await using var db = await contexts.CreateDbContextAsync(ct);
                await change(db.Outbox.Where(r => r.Id == row.Id), ct);
            },
            ct
        );

    /// <summary>1, 2, 4 ... seconds.</summary>
    private static TimeSpan Pause(int attempts)
    {
        var pause = TimeSpan.FromSeconds(Math.Pow(2, attempts - 1));
        return pause < LongestPause ? pause : LongestPause;
    }

    private static partial class Log
    {
        [LoggerMessage(1141, LogLevel.Warning, "{Subscriber} could not handle {Type} (entry {Seq}), try {Attempts}; it is tried again")]
        public static partial void Failed(ILogger log, Exception e, string subscriber, string type, long seq, int attempts);

        [LoggerMessage(
            1142,
            LogLevel.Error,
            "{Subscriber} could not handle {Type} (entry {Seq}) in {Attempts} tries; an operator can have it tried again"
        )]
        public static partial void GivenUp(ILogger log, Exception e, string subscriber, string type, long seq, int attempts);
    }
}
