using JitPortal.Live;

namespace JitPortal.Tests.Live;

public sealed class LiveBusTests
{
    [Fact]
    public void Publish_OtherTopic_IsNotHeard()
    {
        var bus = new LiveBus();
        using var subscription = bus.Subscribe("test", Topic.Grants);
        bus.Publish(Topic.Requests, "1");
        bus.Publish(Topic.Grants, "2");
        Assert.True(subscription.Messages.TryRead(out var message));
        Assert.Equal("2", message.Id);
        Assert.False(subscription.Messages.TryRead(out _));
    }

    [Fact]
    public void Publish_SlowSubscriber_NewestWinAndNothingBlocks()
    {
        var bus = new LiveBus();
        using var subscription = bus.Subscribe("slow", Topic.Grants);
        for (var i = 0; i < 10_000; i++)
            bus.Publish(Topic.Grants, i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var last = "";
        while (subscription.Messages.TryRead(out var message))
            last = message.Id;
        Assert.Equal("9999", last);
    }

    [Fact]
    public void Dispose_Subscription_CountReturnsToZero()
    {
        var bus = new LiveBus();
        var subscription = bus.Subscribe("test", Topic.Grants);
        Assert.Equal(1, bus.SubscriberCount);
        subscription.Dispose();
        Assert.Equal(0, bus.SubscriberCount);
    }
}
