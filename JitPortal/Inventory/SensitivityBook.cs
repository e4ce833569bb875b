using JitPortal.Data;
using JitPortal.Inventory.Model;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>The rules that say how sensitive services are, who owns them and how they are tagged.</summary>
public sealed class SensitivityBook(IDbContextFactory<PortalDb> contexts)
{
    /// <summary>The present rules, ready to apply.</summary>
    internal async Task<SensitivityClassifier> ClassifierAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return new SensitivityClassifier(await db.SensitivityRules.AsNoTracking().OrderBy(r => r.Position).ToListAsync(ct));
    }
}
