using System.Collections.Concurrent;
using JitPortal.Data;
using JitPortal.Hosting;
using JitPortal.Journal.Model;

namespace JitPortal.Journal.Outbox;

/// <summary>Who wants which facts, and the rows that a write leaves for them. Not the webhook point's own queue of messages to a receiver.</summary>
public sealed class FactOutbox(IEnumerable<FactSubscription> subscriptions) : IDisposable
{
    private readonly ILookup<string, FactSubscription> _byType = subscriptions.ToLookup(s => s.Type, StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, WakeSignal> _waiting = new(
        subscriptions
            .Select(s => s.Subscriber)
            .Distinct(StringComparer.Ordinal)
            .Select(name => KeyValuePair.Create(name, new WakeSignal())),
        StringComparer.Ordinal
    );

    /// <summary>Names of all who want anything.</summary>
    internal IEnumerable<string> Subscribers => _waiting.Keys;

    /// <summary>Null when nobody of that name wants such facts any more.</summary>
    internal FactSubscription? Find(string subscriber, string type) =>
        _byType[type].FirstOrDefault(s => string.Equals(s.Subscriber, subscriber, StringComparison.Ordinal));

    /// <summary>In the entry's own transaction: one row for each who wants it.</summary>
    internal void Add(PortalDb db, JournalEntry entry) =>
        db.Outbox.AddRange(_byType[entry.Type].Select(s => new OutboxRow { Seq = entry.Seq, Subscriber = s.Subscriber }));

    /// <summary>After the commit.</summary>
    internal void Wake(IEnumerable<string> types)
    {
        foreach (var subscriber in types.SelectMany(t => _byType[t]).Select(s => s.Subscriber))
            Wake(subscriber);
    }

    internal void Wake(string subscriber)
    {
        if (_waiting.TryGetValue(subscriber, out var signal))
            signal.Wake();
    }

    internal Task WaitAsync(string subscriber, TimeSpan atMost, CancellationToken ct) => _waiting[subscriber].WaitAsync(atMost, ct);

    public void Dispose()
    {
        foreach (var signal in _waiting.Values)
            signal.Dispose();
    }
}
