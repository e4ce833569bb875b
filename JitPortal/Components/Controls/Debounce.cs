namespace JitPortal.Components.Controls;

/// <summary>Waits until a person stops typing; only the last call runs. Its token tells work that is under way that it became stale.</summary>
internal sealed class Debounce(TimeProvider time, TimeSpan pause) : IDisposable
{
    private CancellationTokenSource? _last;

    public async Task RunAsync(Func<CancellationToken, Task> work)
    {
        Dispose();
        var mine = _last = new CancellationTokenSource();
        var stale = mine.Token;
        try
        {
            await Task.Delay(pause, time, stale);
            await work(stale);
        }
        catch (OperationCanceledException) when (stale.IsCancellationRequested)
        {
            // Somebody typed on, or left.
        }
    }

    public void Dispose()
    {
        _last?.Cancel();
        _last?.Dispose();
        _last = null;
    }
}
