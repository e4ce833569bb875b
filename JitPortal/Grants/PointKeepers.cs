using JitPortal.Enforcement;
using JitPortal.Hosting;

namespace JitPortal.Grants;

/// <summary>One keeper for each enforcement point.</summary>
internal sealed class PointKeepers : IDisposable
{
    private readonly List<PointKeeper> _keepers;

    public PointKeepers(EnforcementPoints points, PointPass pass, BackgroundLoops loops) =>
        _keepers = [.. points.All.Select(p => new PointKeeper(p, pass, points.Lease, loops))];

    public void Wake() => _keepers.ForEach(k => k.Wake());

    public Task RunOnceAsync(CancellationToken ct) => Task.WhenAll(_keepers.Select(k => k.RunOnceAsync(ct)));

    /// <summary>Runs until cancelled.</summary>
    public Task KeepAsync(CancellationToken ct) => Task.WhenAll(_keepers.Select(k => k.KeepAsync(ct)));

    public void Dispose() => _keepers.ForEach(k => k.Dispose());
}
