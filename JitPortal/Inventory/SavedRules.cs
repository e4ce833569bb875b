using JitPortal.Data;
using JitPortal.Inventory.Model;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>The sensitivity rules in the database, and whether every service is classified by them already.</summary>
internal static class SavedRules
{
    /// <summary>The saved rules; the shipped ones until somebody saved any.</summary>
    public static async Task<IReadOnlyList<SensitivityRule>> OfAsync(PortalDb db, CancellationToken ct)
    {
        var saved = await db.SensitivityRules.AsNoTracking().OrderBy(r => r.Position).ToListAsync(ct);
        return saved.Count > 0 ? saved : ShippedRules.All;
    }

    /// <summary>
    /// True from the moment that rules were saved until every service is classified by them. The journal says both, in the transactions
    /// that did it, so a portal that was killed in between knows what is left.
    /// </summary>
    public static async Task<bool> WaitAsync(PortalDb db, CancellationToken ct)
    {
        var saved = await db.Journal.Where(e => e.Type == SensitivityRulesSaved.Type).MaxAsync(e => (long?)e.Seq, ct);
        return saved is not null
            && saved > (await db.Journal.Where(e => e.Type == SensitivityRulesApplied.Type).MaxAsync(e => (long?)e.Seq, ct) ?? 0);
    }

    /// <summary>The present rules while services are not classified by them yet; null when they are.</summary>
    public static async Task<SensitivityClassifier?> AheadAsync(PortalDb db, CancellationToken ct) =>
        await WaitAsync(db, ct) ? new SensitivityClassifier(await OfAsync(db, ct)) : null;
}
