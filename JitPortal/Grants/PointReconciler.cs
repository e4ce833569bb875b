using JitPortal.Enforcement;
using JitPortal.Hosting;

namespace JitPortal.Grants;

/// <summary>
/// Keeps one enforcement point as the grants say, in a loop of its own: a point that is slow or away holds up no other.
/// </summary>
internal sealed class PointReconciler : IDisposable
{
    /// <summary>How often everything is compared although nothing seems due: finds drift at the enforcement point.</summary>
    private static readonly TimeSpan Compare = TimeSpan.FromSeconds(30);

    /// <summary>A point that comes back must not let in for long what ended while it was away.</summary>
    private static readonly TimeSpan WhileClosing = TimeSpan.FromSeconds(1.5);
    private readonly IEnforcementPoint _point;
    private readonly PointReconciliation _pass;
    private readonly TimeSpan _renew;
    private readonly BackgroundLoops _loops;
    private readonly GrantSignal _signal = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private ReconciliationNeeds _needs;

    public PointReconciler(IEnforcementPoint point, PointReconciliation pass, TimeSpan lease, BackgroundLoops loops)
    {
        (_point, _pass, _renew, _loops) = (point, pass, lease / 3, loops);
        point.Changed += Wake;
    }

    public void Wake() => _signal.Wake();

    /// <summary>One whole pass, now; passes at one point never overlap.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            _needs = await _pass.RunAsync(_point, ct);
        }
        finally
        {
            _one.Release();
        }
    }

    public Task KeepAsync(CancellationToken ct) =>
        _loops.RunAsync($"keeping {_point.Name} as the grants say", RunOnceAsync, stopping => _signal.WaitAsync(Wait, stopping), ct);

    public void Dispose()
    {
        _point.Changed -= Wake;
        _signal.Dispose();
        _one.Dispose();
    }

    private TimeSpan Wait =>
        _needs.Closing ? WhileClosing
        : _needs.Leased && _renew < Compare ? _renew
        : Compare;

    private void Wake(object? sender, EventArgs e) => Wake();
}
