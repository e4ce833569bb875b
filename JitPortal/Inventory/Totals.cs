using System.Collections.Concurrent;

namespace JitPortal.Inventory;

/// <summary>Remembers how many rows a filter has, until the inventory changes: a grid asks again for each screenful it scrolls.</summary>
internal sealed class Totals(InventoryRevision revision)
{
    private const int Remembered = 500;
    private readonly ConcurrentDictionary<string, (long Revision, long Total)> _known = new(StringComparer.Ordinal);

    public async Task<long> OfAsync(string key, int offset, int limit, int read, Func<Task<long>> count)
    {
        if (read <= limit && (read > 0 || offset == 0))
            return offset + read;
        var now = revision.Value;
        if (_known.TryGetValue(key, out var known) && known.Revision == now)
            return known.Total;
        var total = await count();
        if (_known.Count >= Remembered)
            _known.Clear();
        _known[key] = (now, total);
        return total;
    }
}
