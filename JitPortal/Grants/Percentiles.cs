namespace JitPortal.Grants;

/// <summary>Percentiles by the nearest-rank method: each is a value that was really measured.</summary>
internal sealed class Percentiles(IEnumerable<TimeSpan> measured)
{
    private readonly List<TimeSpan> _sorted = [.. measured.Order()];

    public int Count => _sorted.Count;

    public TimeSpan? Max => _sorted.Count == 0 ? null : _sorted[^1];

    public TimeSpan? At(double percent) => _sorted.Count == 0 ? null : _sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * _sorted.Count) - 1)];
}
