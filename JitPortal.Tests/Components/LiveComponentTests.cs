using Bunit;
using JitPortal.Components;
using JitPortal.Live;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace JitPortal.Tests.Components;

public sealed class LiveComponentTests : BunitContext
{
    private readonly LiveBus _bus = new();
    private readonly FakeTimeProvider _time = new();

    public LiveComponentTests()
    {
        Services.AddSingleton(_bus);
        Services.AddSingleton<TimeProvider>(_time);
    }

    [Fact]
    public async Task Dispose_AfterWatching_LeavesNoSubscriber()
    {
        Render<Probe>();
        Render<Probe>();
        Assert.Equal(2, _bus.SubscriberCount);

        await DisposeComponentsAsync();

        Assert.Equal(0, _bus.SubscriberCount);
    }

    [Fact]
    public void Publish_TopicThatIsWatched_CallsWithTheIds()
    {
        var probe = Render<Probe>();

        _bus.Publish(Topic.Grants, "g1");

        probe.WaitForAssertion(() => Assert.Equal("g1", probe.Find("p").TextContent));
    }

    [Fact]
    public void Publish_TopicThatIsNotWatched_DoesNothing()
    {
        var probe = Render<Probe>();

        _bus.Publish(Topic.Journal, "j1");
        _bus.Publish(Topic.Grants, "g1");

        probe.WaitForAssertion(() => Assert.Equal("g1", probe.Find("p").TextContent));
        Assert.Equal(1, probe.Instance.Calls);
    }

    [Fact]
    public void Publish_ManyWithinAQuarterSecond_AreOneCall()
    {
        var probe = Render<Probe>();
        _bus.Publish(Topic.Grants, "first");
        probe.WaitForAssertion(() => Assert.Equal(1, probe.Instance.Calls));

        foreach (var n in Enumerable.Range(0, 20))
            _bus.Publish(Topic.Grants, $"g{n}");
        probe.WaitForAssertion(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            Assert.Equal(2, probe.Instance.Calls);
        });

        Assert.Equal(20, probe.Find("p").TextContent.Split(' ').Length);
    }

    [Fact]
    public void Changed_ThatThrows_ReachesTheErrorBoundary()
    {
        var boundary = Render<Microsoft.AspNetCore.Components.Web.ErrorBoundary>(p =>
            p.AddChildContent<Probe>(c => c.Add(x => x.Throws, true)).Add(b => b.ErrorContent, _ => "stopped")
        );

        _bus.Publish(Topic.Grants, "g1");

        boundary.WaitForAssertion(() => Assert.Equal("stopped", boundary.Markup));
    }

    private sealed class Probe : LiveComponent
    {
        private string _seen = "";

        public int Calls { get; private set; }

        [Microsoft.AspNetCore.Components.Parameter]
        public bool Throws { get; set; }

        protected override void OnInitialized() =>
            Watch(
                [Topic.Grants],
                messages =>
                {
                    if (Throws)
                        throw new InvalidOperationException("as a page would");
                    Calls++;
                    _seen = string.Join(' ', messages.Select(m => m.Id));
                    StateHasChanged();
                    return Task.CompletedTask;
                }
            );

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "p");
            builder.AddContent(1, _seen);
            builder.CloseElement();
        }
    }
}
