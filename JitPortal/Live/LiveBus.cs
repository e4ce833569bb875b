using System.Collections.Concurrent;
using System.Threading.Channels;

namespace JitPortal.Live;

/// <summary>
/// Tells live pages that something changed. Contract: publish after commit only; publishing never blocks and never throws; each
/// subscriber has a bounded channel in which the newest messages win; messages of one topic keep their order for one subscriber;
/// the payload is an id; subscribers are named and counted.
/// </summary>
public sealed class LiveBus
{
    private const int Backlog = 256;
    private readonly ConcurrentDictionary<LiveSubscription, byte> _subscriptions = new();

    /// <summary>How many subscriptions are alive; returns to zero when no page is open.</summary>
    public int SubscriberCount => _subscriptions.Count;

    /// <summary>Names of the live subscribers, for diagnosis.</summary>
    public IReadOnlyList<string> Subscribers => [.. _subscriptions.Keys.Select(s => s.Name)];

    public void Publish(Topic topic, string id = "")
    {
        foreach (var subscription in _subscriptions.Keys)
            subscription.Offer(new LiveMessage(topic, id));
    }

    /// <summary>Listens until disposed. Overflow drops the oldest: a page that lags reads everything again anyway.</summary>
    public LiveSubscription Subscribe(string name, params IReadOnlyCollection<Topic> topics)
    {
        var channel = Channel.CreateBounded<LiveMessage>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
        );
        var subscription = new LiveSubscription(name, topics.ToHashSet(), channel, s => _subscriptions.TryRemove(s, out _));
        _subscriptions[subscription] = 0;
        return subscription;
    }
}
