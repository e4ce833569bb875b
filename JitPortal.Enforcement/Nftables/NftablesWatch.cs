using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>
/// Looks at the tables whenever somebody touched them, when the kernel has ended a door, and from time to time in any case, because
/// nft's monitor may die and tells nothing of what the kernel ends itself. A look that finds all well changes nothing, so its own
/// changes can't wake it for ever.
/// </summary>
internal sealed partial class NftablesWatch(
    string point,
    INftApplier applier,
    TimeSpan poll,
    TimeProvider time,
    ILogger log,
    Func<CancellationToken, Task<Refusal?>> look,
    Func<DateTimeOffset?> nextEnd
) : IAsyncDisposable
{
    /// <summary>The kernel ends an element a few milliseconds late.</summary>
    private static readonly TimeSpan AfterEnd = TimeSpan.FromMilliseconds(20);

    /// <summary>A storm of changes is one change.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _woken = new(0, 1);
    private readonly Lock _starting = new();
    private Task? _running;

    public void Start()
    {
        lock (_starting)
            _running ??= Task.WhenAll(LookAgainAndAgainAsync(), ListenAsync());
    }

    public void Wake()
    {
        try
        {
            _woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already woken.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await (_running ?? Task.CompletedTask);
        _ending.Dispose();
        _woken.Dispose();
    }

    private async Task LookAgainAndAgainAsync()
    {
        string? complaint = null;
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                // A point that is away is asked no oftener than otherwise, though its doors are due.
                var wait =
                    complaint is null && nextEnd() is { } end && end + AfterEnd - time.GetUtcNow() is var left && left < poll ? left : poll;
                await _woken.WaitAsync(wait > TimeSpan.Zero ? wait : Calm, _ending.Token);
                await Task.Delay(Calm, time, _ending.Token);
                var refusal = await look(_ending.Token);
                if (refusal is not null && refusal.Sentence != complaint)
                    Log.Failed(log, point, refusal.Sentence);
                complaint = refusal?.Sentence;
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.Broke(log, e, point);
            }
        }
    }

    private async Task ListenAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                var start = time.GetTimestamp();
                await applier.WatchAsync(Wake, _ending.Token);
                if (time.GetElapsedTime(start) < poll)
                    await Task.Delay(poll, time, _ending.Token);
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.Broke(log, e, point);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2201, LogLevel.Error, "The enforcement point {Point} can't be looked at: {Sentence}")]
        public static partial void Failed(ILogger log, string point, string sentence);

        [LoggerMessage(2202, LogLevel.Error, "Watching the enforcement point {Point} failed; it goes on")]
        public static partial void Broke(ILogger log, Exception e, string point);
    }
}
