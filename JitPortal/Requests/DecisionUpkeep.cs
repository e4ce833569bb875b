using JitPortal.Data;
using JitPortal.Grants;
using JitPortal.Hosting;
using JitPortal.Journal;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>
/// Looks again at what waits and at what is open when people, the policy or the sensitivity of services changed. The journal tells
/// whether they did, so a change by the command line beside the portal counts too, and while nothing changes it costs one look-up.
/// After a start everything is looked at once. What policy wants after a time (reminders, escalation) is done when it is due.
/// </summary>
internal sealed class DecisionUpkeep(
    JournaledWrite write,
    IDbContextFactory<PortalDb> contexts,
    IAccessJudge judge,
    GrantLedger ledger,
    TimeProvider clock,
    BackgroundLoops loops
) : BackgroundService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(2);

    /// <summary>Journal types, by their beginning: what decides who may give access. A request's own moves count, since they leave fewer people free.</summary>
    private static readonly string[] ForWaiting = ["person.", RequestSubmitted.Type, RequestAgreed.Type];

    /// <summary>What decides who may have it. Scans count, since rules look at what they saw.</summary>
    private static readonly string[] ForOpen = ["person.", "policy.", "sensitivity.", "scan.finished", "scan.imported"];
    private long? _seen;
    private DateTimeOffset? _due;

    /// <summary>Looks at everything, now.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        await LookAtWaitingAsync(ct);
        await LookAtOpenAsync(ct);
    }

    /// <summary>Looks where something changed since the last time; true when it did.</summary>
    public async Task<bool> LookAsync(CancellationToken ct)
    {
        var (last, types) = await NewsAsync(ct);
        var (waiting, open) = (
            types is null || AnyOf(types, ForWaiting) || _due <= clock.GetUtcNow(),
            types is null || AnyOf(types, ForOpen)
        );
        if (waiting)
            await LookAtWaitingAsync(ct);
        if (open)
            await LookAtOpenAsync(ct);
        _seen = last;
        return waiting || open;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.RunAsync(
            "looking again at requests and open access after a change",
            LookAsync,
            ct => Task.Delay(Sweep, clock, ct),
            stoppingToken
        );

    private static bool AnyOf(IReadOnlyList<string> types, string[] begins) =>
        types.Any(t => Array.Exists(begins, b => t.StartsWith(b, StringComparison.Ordinal)));

    /// <summary>Up to which entry was looked now, and the types of those that came since the last time; null = never looked yet.</summary>
    private async Task<(long Last, IReadOnlyList<string>? Types)> NewsAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var last = await db.Journal.MaxAsync(e => (long?)e.Seq, ct) ?? 0;
        if (_seen is not { } seen)
            return (last, null);
        return (
            last,
            seen == last ? [] : await db.Journal.Where(e => e.Seq > seen && e.Seq <= last).Select(e => e.Type).Distinct().ToListAsync(ct)
        );
    }

    private async Task LookAtWaitingAsync(CancellationToken ct)
    {
        var (ids, next) = await ConcernedAsync(ct);
        foreach (var id in ids)
            await SetRightAsync(id, ct);
        // NB. Only now: what could not be written is due still.
        _due = next;
    }

    private async Task LookAtOpenAsync(CancellationToken ct)
    {
        foreach (var batch in (await judge.RefusedAsync(among: null, ct)).Chunk(GrantLedger.EndsAtOnce))
            await ledger.EndByPolicyAsync(batch, ct);
    }

    private async Task<(IReadOnlyList<RequestId> Ids, DateTimeOffset? Next)> ConcernedAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var waiting = await db
            .Requests.AsNoTracking()
            .Include(r => r.Decisions)
            .Where(r => r.State == RequestState.Pending)
            .ToListAsync(ct);
        var now = clock.GetUtcNow();
        var next = waiting.Select(r => StageWait.Of(r, PinnedFacts.ReadVerdict(r.Verdict).Stages)?.NextAfter(now)).Min();
        if (waiting.Count == 0)
            return ([], next);
        var upkeep = await RequestUpkeep.LoadAsync(db, waiting, ct);
        return ([.. waiting.Where(r => upkeep.Concerns(r, now)).Select(r => r.Id)], next);
    }

    /// <summary>The people are read again inside the write, so that it rests on what is there then.</summary>
    private Task<Outcome<Unit>> SetRightAsync(RequestId id, CancellationToken ct) =>
        write.RunAsync<Unit>(
            Actor.System,
            async (db, scope) =>
            {
                if (await db.Requests.Include(r => r.Decisions).SingleOrDefaultAsync(r => r.Id == id, ct) is { } request)
                    (await RequestUpkeep.LoadAsync(db, [request], ct)).Apply(request, scope);
                return Unit.Done;
            },
            ct
        );
}
