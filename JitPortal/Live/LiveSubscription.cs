using System.Threading.Channels;

namespace JitPortal.Live;

/// <summary>One listener of the <see cref="LiveBus"/>; dispose it to stop.</summary>
public sealed class LiveSubscription : IDisposable
{
    private readonly IReadOnlySet<Topic> _topics;
    private readonly Channel<LiveMessage> _channel;
    private readonly Action<LiveSubscription> _removed;

    internal LiveSubscription(string name, IReadOnlySet<Topic> topics, Channel<LiveMessage> channel, Action<LiveSubscription> removed)
    {
        Name = name;
        _topics = topics;
        _channel = channel;
        _removed = removed;
    }

    public string Name { get; }

    public ChannelReader<LiveMessage> Messages => _channel.Reader;

    internal void Offer(LiveMessage message)
    {
        if (_topics.Contains(message.Topic))
            _channel.Writer.TryWrite(message);
    }

    public void Dispose()
    {
        _removed(this);
        _channel.Writer.TryComplete();
    }
}
