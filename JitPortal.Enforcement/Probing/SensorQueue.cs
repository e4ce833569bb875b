using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;

namespace JitPortal.Enforcement.Probing;

/// <summary>The orders that wait for one sensor, and who waits for its answers.</summary>
internal sealed class SensorQueue(SensorSettings settings, TimeProvider time)
{
    /// <summary>A sensor that does not keep up gets no more; its proofs are then missing, which is the honest answer.</summary>
    private const int Most = 100;

    /// <summary>Longer than the way back with one answer and out again with the next call.</summary>
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromSeconds(5);

    private readonly Channel<SensorOrder> _orders = Channel.CreateBounded<SensorOrder>(Most);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<SensorAnswer>> _waiting = new(StringComparer.Ordinal);
    private (DateTimeOffset At, IPAddress? From)? _seen;
    private int _calls;
    private DateTimeOffset _left = DateTimeOffset.MinValue;

    public SensorSettings Settings => settings;

    /// <summary>It waits for orders now, or did a moment ago.</summary>
    public bool Awake => Volatile.Read(ref _calls) > 0 || time.GetUtcNow() - _left < BetweenCalls;

    public SensorView View() =>
        new(settings.Name, [.. settings.Networks.Select(n => n.ToString())], _seen?.At, _seen?.From?.ToString(), Awake);

    /// <summary>Waits for the first order and takes all that are there.</summary>
    public async Task<IReadOnlyList<SensorOrder>> TakeAsync(IPAddress? from, TimeSpan wait, CancellationToken ct)
    {
        _seen = (time.GetUtcNow(), from);
        Interlocked.Increment(ref _calls);
        try
        {
            var orders = await TakeAsync(wait, ct);
            // A call that broke off is none that comes again.
            _left = time.GetUtcNow();
            return orders;
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    private async Task<IReadOnlyList<SensorOrder>> TakeAsync(TimeSpan wait, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        var orders = new List<SensorOrder>();
        try
        {
            await _orders.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return orders;
        }

        while (_orders.Reader.TryRead(out var order))
            // Nobody waits for an order that is too old.
            if (_waiting.ContainsKey(order.Id))
                orders.Add(order);
        return orders;
    }

    /// <summary>Null when it does not answer in time.</summary>
    public async Task<SensorAnswer?> AskAsync(SensorOrder order, TimeSpan patience, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<SensorAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[order.Id] = answer;
        try
        {
            return _orders.Writer.TryWrite(order) ? await answer.Task.WaitAsync(patience, time, ct) : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _waiting.TryRemove(order.Id, out _);
        }
    }

    /// <summary>False for an order that was never given to this sensor, was answered already or is too old.</summary>
    public bool Answer(SensorAnswer answer) => _waiting.TryRemove(answer.Id, out var waiting) && waiting.TrySetResult(answer);
}
