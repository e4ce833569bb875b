using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>The rules that say how sensitive services are, who owns them and how they are tagged. Saving them classifies the inventory anew.</summary>
public sealed class SensitivityBook(IDbContextFactory<PortalDb> contexts, IAuthority authority, JournaledWrite write, InventoryRevision revision, LiveBus bus)
{
    public const string ReadScope = "policies:read";
    public const string WriteScope = "policies:write";

    public async Task<Outcome<SensitivityRuleList>> ListAsync(Actor actor, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, ReadScope, ct)).Refusal is { } refusal)
            return refusal;
        var whyNot = (await authority.RequireAsync(actor, Role.Operator, WriteScope, ct)).Refusal?.Sentence;
        var rules = await RulesAsync(ct);
        return new SensitivityRuleList(rules.Max(r => r.Id), [.. rules.Where(r => !StandsForNone(r)).Select(View)], whyNot);
    }

    /// <summary>Puts these rules in the place of all others, in this order.</summary>
    /// <param name="seen">Version that the writer had before them; null overwrites whatever is there.</param>
    public async Task<Outcome<SensitivitySaved>> SaveAsync(Actor actor, IReadOnlyList<SensitivityRuleView> rules, long? seen, CancellationToken ct)
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
    public async Task<Classification> ClassifyAsync(ClassifiedFacts facts, CancellationToken ct) => (await ClassifierAsync(ct)).Classify(facts);

    /// <summary>The present rules, ready to apply.</summary>
    internal async Task<SensitivityClassifier> ClassifierAsync(CancellationToken ct) => new(await RulesAsync(ct));

    /// <summary>The saved rules; the shipped ones until somebody saved any.</summary>
    private async Task<IReadOnlyList<SensitivityRule>> RulesAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var saved = await db.SensitivityRules.AsNoTracking().OrderBy(r => r.Position).ToListAsync(ct);
        return saved.Count > 0 ? saved : ShippedRules.All;
    }

    private async Task<Outcome<SensitivitySaved>> ReplaceAsync(Actor actor, List<SensitivityRule> rules, long? seen, CancellationToken ct)
    {
        var count = rules.Count;
        if (count == 0)
            rules.Add(None());
        var outcome = await write.RunAsync<long>(
            actor,
            async (db, unit) =>
            {
                if (seen is not null && seen != (await db.SensitivityRules.MaxAsync(r => (long?)r.Id, ct) ?? 0))
                    return Refusal.Conflict("rules-changed", "Somebody saved the rules meanwhile. Look at what they are now, then save again.");
                await db.SensitivityRules.ExecuteDeleteAsync(ct);
                for (var i = 0; i < rules.Count; i++)
                    (rules[i].Id, rules[i].Position) = (0, i + 1);
                db.SensitivityRules.AddRange(rules);
                await db.SaveChangesAsync(ct);
                unit.Record(InventoryEvents.RulesSaved, "sensitivity", new { rules = count });
                return rules.Max(r => r.Id);
            },
            ct);
        if (!outcome.Ok)
            return outcome.Refusal;
        var changed = await ReclassifyAsync(ct);
        bus.Publish(Topic.Inventory, "");
        return new SensitivitySaved(outcome.Value, count, changed);
    }

    /// <summary>Classifies every service anew, in batches, and says how many changed; running it twice changes nothing.</summary>
    private async Task<int> ReclassifyAsync(CancellationToken ct)
    {
        var changed = await new Reclassification(contexts, write).RunAsync(await ClassifierAsync(ct), ct);
        revision.Raise();
        return changed;
    }

    /// <summary>An empty book is kept as one rule that matches nothing, or the shipped rules would come back by themselves.</summary>
    private static SensitivityRule None() => new() { Name = "", Names = ["-"], Tags = ["-"] };

    /// <summary>No rule that people save is without a name.</summary>
    private static bool StandsForNone(SensitivityRule rule) => rule.Name.Length == 0;

    private static SensitivityRuleView View(SensitivityRule r) => new(r.Name, r.Ports, r.Names, r.Products, r.Cpes, r.Networks, r.Sensitivity, r.Tags, r.Owner, r.Shipped);

    private static SensitivityRule Rule(SensitivityRuleView v) => new()
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
