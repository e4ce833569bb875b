using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>The rules that say how sensitive services are, who owns them and how they are tagged. Saving them classifies the inventory anew.</summary>
public sealed class SensitivityBook(IDbContextFactory<PortalDb> contexts, IAuthority authority, JournaledWrite write, InventoryRevision revision)
{
    public const string ReadScope = "policies:read";
    public const string WriteScope = "policies:write";

    public async Task<Outcome<IReadOnlyList<SensitivityRuleView>>> ListAsync(Actor actor, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, ReadScope, ct)).Refusal is { } refusal)
            return refusal;
        return Outcome.From<IReadOnlyList<SensitivityRuleView>>([.. (await RulesAsync(ct)).Select(View)]);
    }

    /// <summary>Puts these rules in the place of all others, in this order.</summary>
    public async Task<Outcome<Unit>> SaveAsync(Actor actor, IReadOnlyList<SensitivityRuleView> rules, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Operator, WriteScope, ct)).Refusal is { } refusal)
            return refusal;
        if (SensitivityChecks.Of(rules) is { Count: > 0 } problems)
            return Refusal.Invalid("rules-invalid", problems[0].Sentence, problems);
        return await ReplaceAsync(actor, [.. rules.Select(Rule)], ct);
    }

    /// <summary>Puts the shipped rules back and throws all others away.</summary>
    public async Task<Outcome<Unit>> ResetAsync(Actor actor, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Operator, WriteScope, ct)).Refusal is { } refusal)
            return refusal;
        return await ReplaceAsync(actor, [.. ShippedRules.All.Select(r => Rule(View(r)))], ct);
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

    private async Task<Outcome<Unit>> ReplaceAsync(Actor actor, IReadOnlyList<SensitivityRule> rules, CancellationToken ct)
    {
        var outcome = await write.RunAsync<Unit>(
            actor,
            async (db, unit) =>
            {
                await db.SensitivityRules.ExecuteDeleteAsync(ct);
                for (var i = 0; i < rules.Count; i++)
                    (rules[i].Id, rules[i].Position) = (0, i + 1);
                db.SensitivityRules.AddRange(rules);
                // An empty book is kept as one rule that matches nothing, or the shipped rules would come back by themselves.
                if (rules.Count == 0)
                    db.SensitivityRules.Add(new SensitivityRule { Name = "No rules", Names = ["-"], Tags = ["-"], Position = 1 });
                unit.Record(InventoryEvents.RulesSaved, "sensitivity", new { rules = rules.Count });
                unit.Publish(Topic.Inventory);
                return Unit.Done;
            },
            ct);
        if (outcome.Ok)
            await ReclassifyAsync(ct);
        return outcome;
    }

    /// <summary>Classifies every service anew, in batches; running it twice changes nothing.</summary>
    public async Task ReclassifyAsync(CancellationToken ct)
    {
        await new Reclassification(contexts, write).RunAsync(await ClassifierAsync(ct), ct);
        revision.Raise();
    }

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
        Owner = string.IsNullOrWhiteSpace(v.Owner) ? null : v.Owner.Trim(),
        Shipped = v.Shipped,
    };
}
