namespace JitPortal.Scanning;

/// <summary>A scan that runs in this process.</summary>
internal sealed class RunningScan(ScanScope scope, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);

    public ScanScope Scope { get; } = scope;

    public CancellationToken Cancelled => _cancel.Token;

    public bool ByPerson { get; private set; }

    /// <summary>Ends when its row says how it ended.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    public bool Overlaps(ScanScope other) =>
        Scope.Ranges.Any(a => other.Ranges.Any(b => a.IsIPv4 == b.IsIPv4 && a.First <= b.Last && b.First <= a.Last));

    public void Cancel()
    {
        ByPerson = true;
        try
        {
            _cancel.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    public void Dispose() => _cancel.Dispose();
}
