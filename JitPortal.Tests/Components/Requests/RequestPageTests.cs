using Bunit;
using JitPortal.Components.Pages.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JitPortal.Tests.Components.Requests;

public sealed class RequestPageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private RequestPageFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await RequestPageFixture.CreateAsync(RequestPageFixture.Ida);

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public void Open_Service_PrefilledAndJudgedAtOnce()
    {
        var page = Open();
        Assert.Contains("10.20.4.71:5432", page.Find(".asked").TextContent, StringComparison.Ordinal);
        Assert.Equal("30 min", page.Find(".pick .on").TextContent);
        Assert.Equal("2 h", page.Find(".pick .off").TextContent);
        Assert.Equal("10.9.9.9", page.FindAll("input.mono")[^1].GetAttribute("value"));
        Assert.True(page.Find("footer .btn.p").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Type_Reason_VerdictFollowsAfterThePause()
    {
        var page = Open();
        var typed = page.Find("textarea").InputAsync(new ChangeEventArgs { Value = "Orders are stuck." });
        page.WaitForAssertion(() => Assert.Contains("stale", page.Find(".verdict").ClassName, StringComparison.Ordinal), Patience);
        await PauseAsync(typed);
        page.WaitForAssertion(
            () => Assert.Contains("One person will be asked.", page.Find(".verdict h2").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.DoesNotContain("stale", page.Find(".verdict").ClassName, StringComparison.Ordinal);
        Assert.False(page.Find("footer .btn.p").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Type_AnswerToAnEarlierTextComesLate_IsDropped()
    {
        var page = Open();
        var gate = _fixture.FirstGate = new RequestPageFixture.Gate();
        var first = page.Find("textarea").InputAsync(new ChangeEventArgs { Value = "" });
        await PauseAsync(gate.Reached);
        var second = page.Find("textarea").InputAsync(new ChangeEventArgs { Value = "Orders are stuck." });
        await PauseAsync(second);
        page.WaitForAssertion(
            () => Assert.Contains("One person will be asked.", page.Find(".verdict h2").TextContent, StringComparison.Ordinal),
            Patience
        );
        gate.Open();
        await first;
        Assert.Contains("One person will be asked.", page.Find(".verdict h2").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("stale", page.Find(".verdict").ClassName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leave_WithoutSending_WhatWasTypedIsThereAgainUntilItIsSent()
    {
        var page = await FilledAsync();
        Assert.Equal("Orders are stuck.", Open().Find("textarea").GetAttribute("value"));
        await page.Find("[data-key='ctrl+enter']").ClickAsync(new());
        page.WaitForAssertion(
            () => Assert.EndsWith("/access", _fixture.Page.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal),
            Patience
        );
        Assert.True(string.IsNullOrEmpty(Open().Find("textarea").GetAttribute("value")));
    }

    [Fact]
    public async Task Send_Filled_RequestIsMadeAndThePageMovesOn()
    {
        var page = await FilledAsync();
        await page.Find("[data-key='ctrl+enter']").ClickAsync(new());
        page.WaitForAssertion(
            () => Assert.EndsWith("/access", _fixture.Page.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal),
            Patience
        );
        await using var db = _fixture.Store.Db();
        var request = await db.Requests.SingleAsync();
        Assert.Equal((RequestState.Pending, "Orders are stuck.", "10.9.9.9"), (request.State, request.Reason, request.Source));
    }

    /// <summary>Sent by the shortcut while the field is still being typed in: what stands there counts.</summary>
    [Fact]
    public async Task Send_WhileTheDurationIsTyped_SendsThatOneAndNothingUnreadable()
    {
        var page = await FilledAsync();
        page.Find("[aria-label^='Another duration']").Input("abc");
        Assert.True(page.Find("[data-key='ctrl+enter']").HasAttribute("disabled"), "What is no duration can be sent.");
        page.Find("[aria-label^='Another duration']").Input("7 min");
        await page.Find("[data-key='ctrl+enter']").ClickAsync(new());
        page.WaitForAssertion(
            () => Assert.EndsWith("/access", _fixture.Page.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal),
            Patience
        );
        await using var db = _fixture.Store.Db();
        Assert.Equal(TimeSpan.FromMinutes(7), (await db.Requests.SingleAsync()).Duration);
    }

    [Fact]
    public async Task Send_RefusedMeanwhile_SentenceStandsAndNothingTypedIsLost()
    {
        var page = await FilledAsync();
        _fixture.Take(RequestPageFixture.Ida, Role.None);
        await page.Find("footer .btn.p").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("No.", page.Find(".sheet > .note b").TextContent), Patience);
        Assert.Equal("Orders are stuck.", page.Find("textarea").GetAttribute("value"));
        await using var db = _fixture.Store.Db();
        Assert.Equal(0, await db.Requests.CountAsync());
    }

    [Fact]
    public async Task Send_DatabaseIsAway_SaysSoAndWhatWasTypedStays()
    {
        var page = await FilledAsync();
        _fixture.Away = true;
        await page.Find("footer .btn.p").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(JitPortal.Hosting.Outage.Sentence, page.Find(".sheet > .note b").TextContent), Patience);
        Assert.Equal("Orders are stuck.", page.Find("textarea").GetAttribute("value"));
        _fixture.Away = false;
        await page.Find("footer .btn.p").ClickAsync(new());
        page.WaitForAssertion(
            () => Assert.EndsWith("/access", _fixture.Page.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal),
            Patience
        );
    }

    /// <summary>The rail stands around every page: an exception in it would end the page, notice and all.</summary>
    [Fact]
    public async Task Rail_DatabaseIsAway_StaysAndCountsAgainWhenItIsBack()
    {
        await using var mira = await RequestPageFixture.CreateAsync(RequestPageFixture.Mira, "Approver");
        await mira.SubmitAsync(RequestPageFixture.Ida);
        mira.Away = true;
        var rail = mira.Open<JitPortal.Components.Layout.NavRail>("approvals");
        Assert.Empty(rail.FindAll(".n"));
        mira.Away = false;
        await Eventually.TrueAsync(
            () =>
            {
                mira.Store.Clock.Advance(TimeSpan.FromSeconds(1));
                return rail.FindAll(".n").Count == 1;
            },
            "the count is back",
            10
        );
    }

    [Fact]
    public async Task Duration_TypedOverTheLimit_IsJudgedAndNotSendable()
    {
        var page = await FilledAsync();
        var typed = page.Find(".pick input").InputAsync(new ChangeEventArgs { Value = "3h" });
        await PauseAsync(typed);
        page.WaitForAssertion(() => Assert.True(page.Find("footer .btn.p").HasAttribute("disabled")), Patience);
        Assert.Equal("3h", page.Find(".pick input").GetAttribute("value"));
    }

    [Fact]
    public void Duration_NotADuration_SaysHowToWriteIt()
    {
        var page = Open();
        page.Find(".pick input").Input("soon");
        Assert.Contains("“soon” is not a duration.", page.Find(".pickset [role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ServiceThatNoScanSaw_SaysSo()
    {
        var page = _fixture.Open<RequestPage>("request?service=10.1.1.1:22");
        page.WaitForAssertion(
            () =>
                Assert.Contains(
                    "No scan has seen 10.1.1.1:22/tcp open. Scan it first.",
                    page.Find(".verdict").TextContent,
                    StringComparison.Ordinal
                ),
            Patience
        );
        Assert.True(page.Find("footer .btn.p").HasAttribute("disabled"));
    }

    [Fact]
    public void Open_ServiceThatNoScanSaw_SaysItOnce()
    {
        var page = _fixture.Open<RequestPage>("request?service=10.1.1.1:22");
        page.WaitForAssertion(() => Assert.Single(page.Find(".verdict").TextContent.Split("No scan has seen").Skip(1)), Patience);
    }

    /// <summary>What has to change is marked and comes first; limits are plain facts below it.</summary>
    [Fact]
    public void Open_NothingTyped_WhatMustChangeStandsAloneAndLimitsAreFacts()
    {
        var page = Open();
        var verdict = page.Find(".verdict");
        Assert.Equal(
            "Say why: a reason is required.",
            Assert.Single(verdict.QuerySelectorAll(".sent li")).LastElementChild!.LastChild!.TextContent
        );
        var limits = verdict.QuerySelector(".limits")!;
        Assert.Contains("Up to 1 h.", limits.QuerySelectorAll("li").Select(l => l.TextContent));
        Assert.Empty(limits.QuerySelectorAll("svg"));
        Assert.True(
            verdict.InnerHtml.IndexOf("a reason is required", StringComparison.Ordinal)
                < verdict.InnerHtml.IndexOf("Up to 1 h.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Open_NoService_SaysWhereToChooseOne()
    {
        var page = _fixture.Open<RequestPage>("request");
        Assert.Contains("Which service?", page.Markup, StringComparison.Ordinal);
    }

    /// <summary>Lets the pause pass until what waits for it is done; the handler may begin to wait a moment after the key was pressed.</summary>
    private Task PauseAsync(Task waiting) =>
        Eventually.TrueAsync(
            () =>
            {
                _fixture.Store.Clock.Advance(Pause);
                return waiting.IsCompleted;
            },
            "the form was judged after the pause"
        );

    private IRenderedComponent<RequestPage> Open()
    {
        var page = _fixture.Open<RequestPage>("request?service=10.20.4.71:5432/tcp");
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".verdict h2")), Patience);
        return page;
    }

    private async Task<IRenderedComponent<RequestPage>> FilledAsync()
    {
        var page = Open();
        var typed = page.Find("textarea").InputAsync(new ChangeEventArgs { Value = "Orders are stuck." });
        await PauseAsync(typed);
        page.WaitForAssertion(() => Assert.False(page.Find("footer .btn.p").HasAttribute("disabled")), Patience);
        return page;
    }
}
