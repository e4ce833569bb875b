using JitPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>
/// The distinct names and products of all services, to answer a free word without reading half a million rows: networks of any size
/// run a few hundred kinds of software.
/// </summary>
internal sealed class ServiceNameCache(IDbContextFactory<PortalDb> contexts, InventoryRevision revision) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private (long Revision, IReadOnlyList<string> Names, IReadOnlyList<string> Products)? _known;

    public async Task<(IReadOnlyList<string> Names, IReadOnlyList<string> Products)> MatchingAsync(string word, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_known is not { } known || known.Revision != revision.Value)
                _known = known = await ReadAsync(ct);
            return (
                [.. known.Names.Where(n => n.Contains(word, StringComparison.OrdinalIgnoreCase))],
                [.. known.Products.Where(p => p.Contains(word, StringComparison.OrdinalIgnoreCase))]
            );
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<(long Revision, IReadOnlyList<string> Names, IReadOnlyList<string> Products)> ReadAsync(CancellationToken ct)
    {
        var at = revision.Value;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var names = await db.Services.Where(s => s.Name != null).Select(s => s.Name!).Distinct().ToListAsync(ct);
        var products = await db.Services.Where(s => s.Product != null).Select(s => s.Product!).Distinct().ToListAsync(ct);
        return (at, names, products);
    }
}
