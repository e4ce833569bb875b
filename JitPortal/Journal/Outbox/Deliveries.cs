using JitPortal.Data;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Journal.Outbox;

/// <summary>What could not be handled, for operators: to look at, and to have tried again.</summary>
public sealed class Deliveries(IAuthority authority, IDbContextFactory<PortalDb> contexts, JournaledWrite write, FactOutbox outbox)
{
    /// <summary>Scopes of API tokens for everything here.</summary>
    public const string ReadScope = "deliveries:read";

    public const string WriteScopeName = "deliveries:write";

    private const int Most = 500;

    private static readonly Refusal Unknown = Refusal.NotFound("delivery-unknown", "There is no such delivery, or it was made meanwhile.");

    /// <summary>Those that failed at least once, the oldest first, at most 500.</summary>
    /// <param name="dead">Only those that are not tried any more by themselves.</param>
    public async Task<Outcome<IReadOnlyList<DeliveryView>>> ListAsync(Actor actor, bool dead, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Operator | Role.Auditor | Role.Admin, ReadScope, ct);
        if (!may.Ok)
            return may.Refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db
            .Outbox.AsNoTracking()
            .Where(r => dead ? r.DeadAt != null : r.Attempts > 0)
            .OrderBy(r => r.Id)
            .Take(Most)
            .Join(
                db.Journal,
                r => r.Seq,
                e => e.Seq,
                (r, e) =>
                    new DeliveryView(r.Id, r.Subscriber, e.Seq, e.Type, e.Subject, e.At, r.Attempts, r.NextAttemptAt, r.DeadAt, r.Error)
            )
            .ToListAsync(ct);
    }

    /// <summary>Tries it again at once, and then as often as a new one.</summary>
    public async Task<Outcome<Unit>> RetryAsync(Actor actor, long id, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Operator, WriteScopeName, ct);
        if (!may.Ok)
            return may.Refusal;
        string? subscriber = null;
        var retried = await write.RunAsync<Unit>(
            actor,
            async (db, scope) =>
            {
                if (await db.Outbox.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.Attempts > 0, ct) is not { } row)
                    return Unknown;
                await db
                    .Outbox.Where(r => r.Id == id)
                    .ExecuteUpdateAsync(
                        u =>
                            u.SetProperty(r => r.Attempts, 0)
                                .SetProperty(r => r.NextAttemptAt, (DateTimeOffset?)null)
                                .SetProperty(r => r.DeadAt, (DateTimeOffset?)null),
                        ct
                    );
                subscriber = row.Subscriber;
                scope.Record(Subjects.Delivery(id), new DeliveryRetried(row.Subscriber, row.Seq));
                return Unit.Done;
            },
            ct
        );
        if (retried.Ok)
            outbox.Wake(subscriber!);
        return retried;
    }
}

/// <summary>Something that a subscriber has to handle and could not yet.</summary>
/// <param name="Seq">Number of the journal's entry that it is about; type, subject and time are that entry's.</param>
/// <param name="NextAttemptAt">When it is tried again; null when it is not by itself, or at once.</param>
/// <param name="DeadAt">Since when it waits for an operator; null = it does not.</param>
public sealed record DeliveryView(
    long Id,
    string Subscriber,
    long Seq,
    string Type,
    string Subject,
    DateTimeOffset At,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? DeadAt,
    string? Error
);
