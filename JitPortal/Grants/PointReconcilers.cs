using JitPortal.Enforcement;
using JitPortal.Hosting;

namespace JitPortal.Grants;

/// <summary>One keeper for each enforcement point.</summary>
internal sealed class PointReconcilers : IDisposable
{
    private readonly List<PointReconciler> _keepers;

    public PointReconcilers(EnforcementPoints points, PointReconciliation pass, BackgroundLoops loops) =>
        _keepers = [.. points.All.Select(p => new PointReconciler(p, pass, points.Lease, loops))];

    public void Wake() => _keepers.ForEach(k => k.Wake());

    public Task RunOnceAsync(CancellationToken ct) => Task.WhenAll(_keepers.Select(k => k.RunOnceAsync(ct)));

    /// <summary>Runs until cancelled.</summary>
    public Task KeepAsync(CancellationToken ct) => Task.WhenAll(_keepers.Select(k => k.KeepAsync(ct)));

    public void Dispose() => _keepers.ForEach(k => k.Dispose());
}
