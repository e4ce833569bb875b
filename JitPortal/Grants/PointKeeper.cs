using JitPortal.Enforcement;

namespace JitPortal.Grants;

/// <summary>
/// Keeps one enforcement point as the grants say, in a loop of its own: a point that is slow or away holds up no other.
/// </summary>
internal sealed partial class PointKeeper : IDisposable
{
    /// <summary>How often everything is compared although nothing seems due: finds drift at the enforcement point.</summary>
    private static readonly TimeSpan Compare = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private readonly IEnforcementPoint _point;
    private readonly PointPass _pass;
    private readonly TimeSpan _renew;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly GrantSignal _signal = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private bool _leased;

    public PointKeeper(IEnforcementPoint point, PointPass pass, TimeSpan lease, TimeProvider time, ILogger log)
    {
        (_point, _pass, _renew, _time, _log) = (point, pass, lease / 3, time, log);
        point.Changed += Wake;
    }

    public void Wake() => _signal.Wake();

    /// <summary>One whole pass, now; passes at one point never overlap.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            _leased = await _pass.RunAsync(_point, ct);
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task KeepAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await _signal.WaitAsync(_leased && _renew < Compare ? _renew : Compare, ct);
                await RunOnceAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // The portal stops.
            }
            catch (Exception e)
            {
                Log.PassFailed(_log, e, _point.Name);
                await Task.Delay(AfterFailure, _time, CancellationToken.None);
                Wake();
            }
        }
    }

    public void Dispose()
    {
        _point.Changed -= Wake;
        _signal.Dispose();
        _one.Dispose();
    }

    private void Wake(object? sender, EventArgs e) => Wake();

    private static partial class Log
    {
        [LoggerMessage(2141, LogLevel.Error, "A pass over the grants at {Point} failed; it is tried again within seconds")]
        public static partial void PassFailed(ILogger log, Exception e, string point);
    }
}
