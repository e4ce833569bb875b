using System.Net;
using JitPortal.Data;
using JitPortal.Hosting;
using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Journal.Outbox;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>
/// Classifies all services anew after the rules changed, in the background, and says in the journal when that is done. It is told by the
/// outbox, so what a killed portal left, or another process began, is done by the next one: services that are right already cost it a look.
/// </summary>
internal sealed class Reclassification(
    IDbContextFactory<PortalDb> contexts,
    JournaledWrite write,
    InventoryRevision revision,
    LiveBus bus,
    BackgroundLoops loops
) : BackgroundService, IFactHandler<SensitivityRulesSaved>
{
    /// <summary>Services that are read at once; reading takes no turn from anybody.</summary>
    private const int Batch = 2_000;

    /// <summary>Services that are written in one turn: some tens of milliseconds.</summary>
    private const int Write = 200;

    /// <summary>What its entries of the outbox are kept under.</summary>
    internal const string Subscriber = "reclassification";

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Task<Done> _last = Task.FromResult(new Done(0, true));

    /// <summary>Begins after what is under way, and is not ended by its caller going away.</summary>
    internal Task<Done> Begin()
    {
        lock (_gate)
            return _last = AfterAsync(_last);
    }

    /// <summary>NB. Rules that were overtaken by others are nobody's work any more.</summary>
    public Task HandleAsync(JournaledFact<SensitivityRulesSaved> fact, CancellationToken ct) => Begin().WaitAsync(ct);

    /// <summary>NB. Called twice: as a service and as a hosted one.</summary>
    public override void Dispose()
    {
        if (!_stop.IsCancellationRequested)
            _stop.Cancel();
        _stop.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var stopping = stoppingToken.Register(_stop.Cancel);
        // Rules that were saved by a version without an outbox.
        await loops.OnceAsync("classifying services by new sensitivity rules", _ => Begin(), stoppingToken);
    }

    /// <summary>NB. Away from the caller's context, which may be a page's circuit.</summary>
    private async Task<Done> AfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        return await ApplyAsync(_stop.Token);
    }

    private async Task<Done> ApplyAsync(CancellationToken ct)
    {
        var (classifier, version) = await AheadAsync(ct);
        if (classifier is null)
            return new Done(0, true);
        var changed = 0;
        for (long? after = 0; after is { } from; )
        {
            // Other rules were saved meanwhile: their own work follows this one.
            if (await VersionAsync(ct) != version)
                return new Done(changed, false);
            (after, var inBatch) = await BatchAsync(classifier, from, ct);
            if (inBatch == 0)
                continue;
            changed += inBatch;
            revision.Raise();
            bus.Publish(Topic.Inventory, "");
        }

        var applied = await RecordAsync(version, changed, ct);
        revision.Raise();
        bus.Publish(Topic.Inventory, "");
        return new Done(changed, applied);
    }

    private async Task<(SensitivityClassifier?, long)> AheadAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var version = await db.SensitivityRules.MaxAsync(r => (long?)r.Id, ct) ?? 0;
        return (await SavedRules.AheadAsync(db, ct), version);
    }

    private async Task<long> VersionAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.SensitivityRules.MaxAsync(r => (long?)r.Id, ct) ?? 0;
    }

    private async Task<bool> RecordAsync(long version, int changed, CancellationToken ct)
    {
        var recorded = await write.RunAsync<bool>(
            Actor.System,
            async (db, scope) =>
            {
                if ((await db.SensitivityRules.MaxAsync(r => (long?)r.Id, ct) ?? 0) != version)
                    return false;
                scope.Record(Subjects.Sensitivity, new SensitivityRulesApplied(version, changed));
                return true;
            },
            ct
        );
        return recorded.Ok && recorded.Value;
    }

    private async Task<(long? Last, int Changed)> BatchAsync(SensitivityClassifier classifier, long after, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var services = await db
            .Services.AsNoTracking()
            .Include(s => s.Host)
            .Where(s => s.Id > after)
            .OrderBy(s => s.Id)
            .Take(Batch)
            .ToListAsync(ct);
        var differing = services.Where(s => Differs(s, Said(classifier, s))).Select(s => s.Id).ToList();
        foreach (var some in differing.Chunk(Write))
            await write.TakeTurnAsync(() => WriteAsync(classifier, some, ct), ct);
        return (services.Count < Batch ? null : services[^1].Id, differing.Count);
    }

    /// <summary>Services and the worst level of their hosts in one transaction: what is half done here nobody would find again.</summary>
    private async Task WriteAsync(SensitivityClassifier classifier, long[] ids, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var services = await db.Services.Include(s => s.Host).Where(s => ids.Contains(s.Id)).ToListAsync(ct);
        foreach (var service in services)
        {
            var said = Said(classifier, service);
            (service.Sensitivity, service.Tags, service.Owner) = (said.Sensitivity, said.Tags, said.Owner);
        }

        await db.SaveChangesAsync(ct);
        var hosts = services.Select(s => s.Host!).Distinct().ToList();
        var hostIds = hosts.ConvertAll(h => h.Id);
        var worst = await db
            .Services.Where(s => hostIds.Contains(s.HostId) && s.State == PortState.Open)
            .GroupBy(s => s.HostId)
            .Select(g => new { g.Key, Worst = g.Max(s => s.Sensitivity) })
            .ToDictionaryAsync(g => g.Key, g => g.Worst, ct);
        foreach (var host in hosts)
            host.Worst = worst.TryGetValue(host.Id, out var level) ? level : null;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static Classification Said(SensitivityClassifier classifier, Service service) =>
        classifier.Classify(
            new ClassifiedFacts(
                AddressText.ToNumber(IPAddress.Parse(service.Host!.Address)),
                service.Protocol,
                service.Port,
                service.Name,
                service.Product,
                service.Cpe
            )
        );

    private static bool Differs(Service service, Classification said) =>
        service.Sensitivity != said.Sensitivity || service.Owner != said.Owner || !service.Tags.SequenceEqual(said.Tags);

    /// <param name="Changed">Services whose level, tags or owner changed.</param>
    /// <param name="Finished">Every service is classified by the rules that stood when it began.</param>
    internal sealed record Done(int Changed, bool Finished);
}
