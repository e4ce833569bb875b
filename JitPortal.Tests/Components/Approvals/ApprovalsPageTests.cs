using Bunit;
using JitPortal.Components.Pages.Approvals;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Components.Approvals;

public sealed class ApprovalsPageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private RequestPageFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await RequestPageFixture.CreateAsync(RequestPageFixture.Mira);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Open_SeveralWait_MineOldestFirstThenTheOthers()
    {
        await _fixture.SubmitAsync(RequestPageFixture.Mira);
        await _fixture.SubmitAsync(RequestPageFixture.Ida);
        await _fixture.SubmitAsync(RequestPageFixture.Tom, "10.20.8.107:22");
        var page = OpenWith(3);
        Assert.Equal(["Ida Lorne", "Tom Wrede", "You"], page.FindAll(".qi > .b").Select(e => e.TextContent));
        Assert.Equal("Waiting for somebody else", page.Find(".grp").TextContent);
        Assert.Contains(
            "2 wait for you",
            page.Find("header").TextContent.Replace("\n", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task KeyA_OnAWaitingRequest_ApprovesAndChangesInPlace()
    {
        var request = await _fixture.SubmitAsync(RequestPageFixture.Ida);
        var page = OpenWith(1);
        await page.Find("[data-key=a]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("You approved", page.Find(".act").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("You approved", page.Find(".qi.done").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-key=a], [data-key=s], [data-key=d]"));
        Assert.Equal(RequestState.Approved, await StateAsync(request.Id));
    }

    [Fact]
    public async Task KeyS_ShorterChosen_ApprovesForThatTime()
    {
        var request = await _fixture.SubmitAsync(RequestPageFixture.Ida);
        var page = OpenWith(1);
        page.Find("[data-key=s]").Click();
        await page.FindAll(".shorter .pick button").Single(b => b.TextContent == "15 min").ClickAsync(new());
        page.WaitForAssertion(
            () => Assert.Contains("You approved for 15 min", page.Find(".act").TextContent, StringComparison.Ordinal),
            Patience
        );
        await using var db = _fixture.Store.Db();
        Assert.Equal(TimeSpan.FromMinutes(15), (await db.Grants.SingleAsync(g => g.RequestId == request.Id)).Duration);
    }

    [Fact]
    public async Task KeyS_TypedAndLeft_DecidesNothingUntilItIsApproved()
    {
        var request = await _fixture.SubmitAsync(RequestPageFixture.Ida);
        var page = OpenWith(1);
        page.Find("[data-key=s]").Click();
        page.Find(".shorter input").Input("5 min");
        await page.Find(".shorter [data-key=escape]").ClickAsync(new());
        await using (var db = _fixture.Store.Db())
        {
            Assert.Equal(RequestState.Pending, (await db.Requests.SingleAsync()).State);
            Assert.Equal(0, await db.Grants.CountAsync());
        }

        page.Find("[data-key=s]").Click();
        page.Find(".shorter input").Input("5 min");
        await page.Find("form.shorter").SubmitAsync();
        page.WaitForAssertion(
            () => Assert.Contains("You approved for 5 min", page.Find(".act").TextContent, StringComparison.Ordinal),
            Patience
        );
        await using var after = _fixture.Store.Db();
        Assert.Equal(TimeSpan.FromMinutes(5), (await after.Grants.SingleAsync(g => g.RequestId == request.Id)).Duration);
    }

    [Fact]
    public async Task KeyD_WithoutReason_AsksForOneAndWithOneDenies()
    {
        var request = await _fixture.SubmitAsync(RequestPageFixture.Ida);
        var page = OpenWith(1);
        page.Find("[data-key=d]").Click();
        await page.Find("form.deny").SubmitAsync();
        Assert.Contains("needs a reason", page.Find("form.deny [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(RequestState.Pending, await StateAsync(request.Id));
        page.Find("form.deny input").Input("The replica is enough.");
        await page.Find("form.deny").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("You denied", page.Find(".act").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("The replica is enough.", page.Find(".act").TextContent, StringComparison.Ordinal);
        Assert.Equal(RequestState.Denied, await StateAsync(request.Id));
    }

    [Fact]
    public async Task KeysJK_MoveTheChoice_AndStopAtTheEnds()
    {
        await _fixture.SubmitAsync(RequestPageFixture.Ida);
        await _fixture.SubmitAsync(RequestPageFixture.Tom);
        var page = OpenWith(2);
        Assert.Empty(page.FindAll("[data-key=k]"));
        await page.Find("[data-key=j]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("Tom Wrede", page.Find(".det h2").TextContent), Patience);
        Assert.Empty(page.FindAll("[data-key=j]"));
        await page.Find("[data-key=k]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("Ida Lorne", page.Find(".det h2").TextContent), Patience);
    }

    [Fact]
    public async Task Live_AnotherApproverIsFaster_RowSaysWhoAndButtonsGo()
    {
        var request = await _fixture.SubmitAsync(RequestPageFixture.Ida);
        await _fixture.SubmitAsync(RequestPageFixture.Tom);
        var page = OpenWith(2);
        (
            await _fixture
                .Store.Get<RequestService>()
                .ApproveAsync(RequestPageFixture.Person(RequestPageFixture.Ruben), request.Id, null, null, CancellationToken.None)
        ).Required();
        page.WaitForAssertion(
            () => Assert.Contains("Ruben Hale was faster", page.FindAll(".qi")[0].TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Equal(2, page.FindAll(".qi").Count);
        Assert.Equal("Ida Lorne", page.Find(".det h2").TextContent);
        Assert.Empty(page.FindAll("[data-key=a]"));
    }

    [Fact]
    public async Task Live_RequestArrives_WaitsBehindTheChip()
    {
        await _fixture.SubmitAsync(RequestPageFixture.Ida);
        var page = OpenWith(1);
        await _fixture.SubmitAsync(RequestPageFixture.Tom);
        page.WaitForAssertion(() => Assert.Contains("1 new", page.Find(".newc").TextContent, StringComparison.Ordinal), Patience);
        Assert.Single(page.FindAll(".qi"));
        await page.Find(".newc").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".qi").Count), Patience);
        Assert.Equal("Ida Lorne", page.Find(".det h2").TextContent);
    }

    [Fact]
    public async Task Open_OwnRequest_SentenceInsteadOfButtons()
    {
        await _fixture.SubmitAsync(RequestPageFixture.Mira);
        var page = OpenWith(1);
        Assert.Equal("This is your own request; somebody else decides.", page.Find(".whynot").TextContent.Trim());
        Assert.Empty(page.FindAll("[data-key=a], [data-key=s], [data-key=d]"));
    }

    [Fact]
    public async Task Approve_RoleWasTakenMeanwhile_ShowsTheRefusal()
    {
        var request = await _fixture.SubmitAsync(RequestPageFixture.Ida);
        var page = OpenWith(1);
        _fixture.Take(RequestPageFixture.Mira, Role.Requester | Role.Auditor);
        await page.Find("[data-key=a]").ClickAsync(new());
        page.WaitForAssertion(
            () => Assert.Contains("Deciding needs the role Approver.", page.Find(".act .note").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Empty(page.FindAll("[data-key=a]"));
        Assert.Equal(RequestState.Pending, await StateAsync(request.Id));
    }

    [Fact]
    public async Task Handled_AfterADecision_NewestFirstWithoutGroups()
    {
        var request = await _fixture.SubmitAsync(RequestPageFixture.Ida);
        await _fixture.SubmitAsync(RequestPageFixture.Tom);
        (
            await _fixture
                .Store.Get<RequestService>()
                .DenyAsync(RequestPageFixture.Person(RequestPageFixture.Ruben), request.Id, "No need.", CancellationToken.None)
        ).Required();
        var page = _fixture.Open<ApprovalsPage>("approvals?show=handled");
        page.WaitForAssertion(
            () => Assert.Contains("Ruben Hale denied", Assert.Single(page.FindAll(".qi")).TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Empty(page.FindAll(".grp"));
    }

    [Fact]
    public async Task Leave_Page_NobodyListens()
    {
        await _fixture.SubmitAsync(RequestPageFixture.Ida);
        var before = _fixture.Page.Bus.SubscriberCount;
        OpenWith(1);
        Assert.True(_fixture.Page.Bus.SubscriberCount > before);
        await _fixture.Page.LeaveAsync();
        Assert.Equal(before, _fixture.Page.Bus.SubscriberCount);
    }

    private IRenderedComponent<ApprovalsPage> OpenWith(int rows)
    {
        var page = _fixture.Open<ApprovalsPage>("approvals");
        page.WaitForAssertion(() => Assert.Equal(rows, page.FindAll(".qi").Count), Patience);
        page.WaitForAssertion(() => Assert.NotNull(page.Find(".act")), Patience);
        return page;
    }

    private async Task<RequestState> StateAsync(RequestId id)
    {
        await using var db = _fixture.Store.Db();
        return (await db.Requests.SingleAsync(r => r.Id == id)).State;
    }
}
