using JitPortal.Live;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components;

/// <summary>
/// The one base of pages that change by themselves. Call Watch once; the work runs in the renderer's context, at most
/// once in 250 ms, and stops with the component. Give <see cref="Alive"/> to every service call.
/// </summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _life = new();
    private readonly List<LiveSubscription> _subscriptions = [];

    protected LiveComponent() => Alive = _life.Token;

    [Inject]
    private LiveBus Bus { get; set; } = default!;

    [Inject]
    protected TimeProvider Time { get; set; } = default!;

    /// <summary>Cancelled when the component goes away.</summary>
    protected CancellationToken Alive { get; }

    protected void Watch(IReadOnlyCollection<Topic> topics, Func<Task> changed) => Watch(topics, _ => changed());

    /// <summary>Calls <paramref name="changed"/> with all messages since the last call.</summary>
    protected void Watch(IReadOnlyCollection<Topic> topics, Func<IReadOnlyList<LiveMessage>, Task> changed)
    {
        var subscription = Bus.Subscribe(GetType().Name, topics);
        _subscriptions.Add(subscription);
        _ = ListenAsync(subscription, changed);
    }

    private async Task ListenAsync(LiveSubscription subscription, Func<IReadOnlyList<LiveMessage>, Task> changed)
    {
        try
        {
            while (await subscription.Messages.WaitToReadAsync(Alive))
            {
                List<LiveMessage> batch = [];
                while (subscription.Messages.TryRead(out var message))
                    batch.Add(message);
                await InvokeAsync(() => Alive.IsCancellationRequested ? Task.CompletedTask : changed(batch));
                await Task.Delay(Pace, Time, Alive);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException && Alive.IsCancellationRequested)
        {
            // The page was left while it was listening.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
        await _life.CancelAsync();
        _life.Dispose();
        GC.SuppressFinalize(this);
    }
}
