using Bunit;
using JitPortal.Components.Pages.Access;
using JitPortal.Requests;

namespace JitPortal.Tests.Components;

/// <summary>What a person sees of requests that wait or led to nothing.</summary>
public sealed class AccessWaitingTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private RequestPageFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await RequestPageFixture.CreateAsync(RequestPageFixture.Ida);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Access_RequestWaits_SaysForWhomAndCanBeWithdrawn()
    {
        await _fixture.SubmitAsync(RequestPageFixture.Ida, "10.20.8.107:22/tcp");
        var page = _fixture.Open<AccessPage>("access");
        var panel = page.WaitForElement("section[aria-label^=Waiting]", Patience);
        Assert.Contains("Waiting for", panel.TextContent, StringComparison.Ordinal);
        Assert.Contains("1 waiting", page.Find("header").TextContent, StringComparison.Ordinal);
        await panel.QuerySelector("button")!.ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Withdrawn", page.Find("table.hist").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll("section[aria-label^=Waiting]"));
    }

    [Fact]
    public async Task Access_RequestDenied_HistorySaysByWhomAndWhy()
    {
        var request = await _fixture.SubmitAsync(RequestPageFixture.Ida, "10.20.8.107:22/tcp");
        Assert.True(
            (
                await _fixture
                    .Store.Get<RequestService>()
                    .DenyAsync(RequestPageFixture.Person(RequestPageFixture.Mira), request.Id, "Use the replica.", CancellationToken.None)
            ).Ok
        );
        var page = _fixture.Open<AccessPage>("access");
        page.WaitForAssertion(
            () => Assert.Contains("Use the replica.", page.Find("table.hist").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Contains("Mira Castell", page.Find("table.hist").TextContent, StringComparison.Ordinal);
    }
}
