using System.Net;
using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>Walks all services after the rules changed and writes those whose classification differs.</summary>
internal sealed class Reclassification(IDbContextFactory<PortalDb> contexts, JournaledWrite queue)
{
    private const int Batch = 1_000;

    /// <summary>How many services it changed.</summary>
    public async Task<int> RunAsync(SensitivityClassifier classifier, CancellationToken ct)
    {
        var changed = 0;
        for (long? after = 0; after is not null;)
        {
            var from = after.Value;
            await queue.TakeTurnAsync(async () =>
            {
                (after, var inBatch) = await BatchAsync(classifier, from, ct);
                changed += inBatch;
            }, ct);
        }
        return changed;
    }

    private async Task<(long? Last, int Changed)> BatchAsync(SensitivityClassifier classifier, long after, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var services = await db.Services.Include(s => s.Host).Where(s => s.Id > after).OrderBy(s => s.Id).Take(Batch).ToListAsync(ct);
        var touched = new HashSet<Host>();
        var changed = 0;
        foreach (var service in services)
        {
            var said = classifier.Classify(new ClassifiedFacts(AddressText.ToNumber(IPAddress.Parse(service.Host!.Address)), service.Protocol, service.Port, service.Name, service.Product, service.Cpe));
            if (service.Sensitivity != said.Sensitivity)
                touched.Add(service.Host);
            if (service.Sensitivity != said.Sensitivity || service.Owner != said.Owner || !service.Tags.SequenceEqual(said.Tags))
                changed++;
            (service.Sensitivity, service.Tags, service.Owner) = (said.Sensitivity, said.Tags, said.Owner);
        }
        await db.SaveChangesAsync(ct);
        foreach (var host in touched)
            host.Worst = await db.Services.Where(s => s.HostId == host.Id && s.State == PortState.Open).MaxAsync(s => (Sensitivity?)s.Sensitivity, ct);
        await db.SaveChangesAsync(ct);
        return (services.Count < Batch ? null : services[^1].Id, changed);
    }
}
