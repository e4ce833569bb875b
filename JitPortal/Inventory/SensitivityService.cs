using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>
/// The rules that say how sensitive services are, who owns them and how they are tagged. Saving them has the inventory classified anew in
/// the background; a caller who stays hears how it went when it is quick.
/// </summary>
internal sealed class SensitivityService(
    IDbContextFactory<PortalDb> contexts,
    IAuthority authority,
    JournaledWrite write,
    Reclassification work,
    TimeProvider clock
)
{
    /// <summary>How long a caller waits for the inventory before the answer says that it goes on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public const string ReadScope = "policies:read";
    public const string WriteScope = "policies:write";

    public async Task<Outcome<SensitivityRuleList>> ListAsync(Actor actor, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, ReadScope, ct)).Refusal is { } refusal)
            return refusal;
        var whyNot = (await authority.RequireAsync(actor, Role.Operator, WriteScope, ct)).Refusal?.Sentence;
        var rules = await RulesAsync(ct);
        return new SensitivityRuleList(
            rules.Max(r => r.Id),
            [.. rules.Where(r => !StandsForNone(r)).Select(View)],
            whyNot,
            !await IsPendingAsync(ct)
        );
    }

    /// <summary>Puts these rules in the place of all others, in this order.</summary>
    /// <param name="seen">Version that the writer had before them; null overwrites whatever is there.</param>
    public async Task<Outcome<SensitivitySaved>> SaveAsync(
        Actor actor,
        IReadOnlyList<SensitivityRuleView> rules,
        long? seen,
        CancellationToken ct
    )
    {
        if ((await authority.RequireAsync(actor, Role.Operator, WriteScope, ct)).Refusal is { } refusal)
            return refusal;
        rules = [.. rules.Select(SensitivityChecks.Read)];
        if (SensitivityChecks.Of(rules) is { Count: > 0 } problems)
            return Refusal.Invalid("rules-invalid", problems[0].Sentence, problems);
        return await ReplaceAsync(actor, [.. rules.Select(Rule)], seen, ct);
    }

    /// <summary>Puts the shipped rules back and throws all others away.</summary>
    public async Task<Outcome<SensitivitySaved>> ResetAsync(Actor actor, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Operator, WriteScope, ct)).Refusal is { } refusal)
            return refusal;
        return await ReplaceAsync(actor, [.. ShippedRules.All.Select(r => Rule(View(r)))], null, ct);
    }

    /// <summary>What the present rules say of a service.</summary>
    public async Task<Classification> ClassifyAsync(ClassifiedFacts facts, CancellationToken ct) =>
        (await ClassifierAsync(ct)).Classify(facts);

    /// <summary>The present rules, ready to apply.</summary>
    internal async Task<SensitivityClassifier> ClassifierAsync(CancellationToken ct) => new(await RulesAsync(ct));

    /// <summary>The same for a long import, and what brings it up to date when somebody saved other rules meanwhile.</summary>
    internal async Task<(SensitivityClassifier Classifier, Func<CancellationToken, Task> Follow)> FollowAsync(CancellationToken ct)
    {
        var rules = await RulesAsync(ct);
        var (classifier, version) = (new SensitivityClassifier(rules), rules.Max(r => r.Id));
        return (
            classifier,
            async now =>
            {
                await using var db = await contexts.CreateDbContextAsync(now);
                if (await db.SensitivityRules.MaxAsync(r => (long?)r.Id, now) is not { } newest || newest == version)
                    return;
                classifier.Follow(await SavedRules.OfAsync(db, now));
                version = newest;
            }
        );
    }

    private async Task<IReadOnlyList<SensitivityRule>> RulesAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await SavedRules.OfAsync(db, ct);
    }

    private async Task<bool> IsPendingAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await SavedRules.WaitAsync(db, ct);
    }

    private async Task<Outcome<SensitivitySaved>> ReplaceAsync(Actor actor, List<SensitivityRule> rules, long? seen, CancellationToken ct)
    {
        var count = rules.Count;
        if (count == 0)
            rules.Add(None());
        var outcome = await write.RunAsync<long>(
            actor,
            async (db, scope) =>
            {
                if (seen is not null && seen != (await db.SensitivityRules.MaxAsync(r => (long?)r.Id, ct) ?? 0))
                    return Refusal.Conflict(
                        "rules-changed",
                        "Somebody saved the rules meanwhile. Look at what they are now, then save again."
                    );
                await db.SensitivityRules.ExecuteDeleteAsync(ct);
                for (var i = 0; i < rules.Count; i++)
                    (rules[i].Id, rules[i].Position) = (0, i + 1);
                db.SensitivityRules.AddRange(rules);
                await db.SaveChangesAsync(ct);
                var version = rules.Max(r => r.Id);
                scope.Record(Subjects.Sensitivity, new SensitivityRulesSaved(count, version, [.. rules.Take(count).Select(View)]));
                return version;
            },
            ct
        );
        if (!outcome.Ok)
            return outcome.Refusal;
        var (changed, finished) = await WaitAsync(ct);
        return new SensitivitySaved(outcome.Value, count, changed, finished);
    }

    /// <summary>NB. Only the waiting ends with the caller; the work does not.</summary>
    private async Task<(int Changed, bool Finished)> WaitAsync(CancellationToken ct)
    {
        try
        {
            var done = await work.Begin().WaitAsync(Patience, clock, ct);
            return (done.Changed, done.Finished);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // Not yet, or the database was away: the background work goes on until it is done.
            return (0, false);
        }
    }

    /// <summary>An empty book is kept as one rule that matches nothing, or the shipped rules would come back by themselves.</summary>
    private static SensitivityRule None() =>
        new()
        {
            Name = "",
            Names = ["-"],
            Tags = ["-"],
        };

    /// <summary>No rule that people save is without a name.</summary>
    private static bool StandsForNone(SensitivityRule rule) => rule.Name.Length == 0;

    private static SensitivityRuleView View(SensitivityRule r) =>
        new(r.Name, r.Ports, r.Names, r.Products, r.Cpes, r.Networks, r.Sensitivity, r.Tags, r.Owner, r.Shipped);

    private static SensitivityRule Rule(SensitivityRuleView v) =>
        new()
        {
            Name = v.Name,
            Ports = v.Ports,
            Names = v.Names,
            Products = v.Products,
            Cpes = v.Cpes,
            Networks = v.Networks,
            Sensitivity = v.Sensitivity,
            Tags = v.Tags,
            Owner = v.Owner,
            Shipped = ShippedRules.Holds(v),
        };
}
