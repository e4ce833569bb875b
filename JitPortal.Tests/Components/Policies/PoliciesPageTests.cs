using Bunit;
using JitPortal.Components.Pages.Policies;
using JitPortal.Enforcement;
using JitPortal.Grants;
using JitPortal.Policies;
using JitPortal.Requests;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using JitPortal.Timers;

namespace JitPortal.Tests.Components.Policies;

public sealed class PoliciesPageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private PageFixture _screen = null!;

    public async ValueTask InitializeAsync() =>
        _screen = await PageFixture.CreateAsync(
            "olga@example.org",
            b => b.AddTimers().AddEnforcement().AddPolicies().AddGrants().AddRequests(),
            "Operator"
        );

    public ValueTask DisposeAsync() => _screen.DisposeAsync();

    [Fact]
    public void Open_FreshInstall_ShowsTheShippedRulesInWords()
    {
        var page = _screen.Open<PoliciesPage>("policies");
        page.WaitForAssertion(
            () => Assert.Equal(["critical", "sensitive", "everything else"], page.FindAll(".rule h2").Select(h => h.TextContent)),
            Patience
        );
        var first = page.FindAll(".rule")[1].TextContent;
        Assert.Contains("high or above", first, StringComparison.Ordinal);
        Assert.Contains("at most 1 h", first, StringComparison.Ordinal);
        Assert.Contains("any approver", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Edit_Mistake_NamesLineAndColumnAndCannotBeSaved()
    {
        var page = _screen.Open<PoliciesPage>("policies?part=edit");
        page.WaitForElement("textarea", Patience).Input("rules:\n  - name: all\n    decision: maybe\n");
        page.WaitForAssertion(
            () =>
            {
                _screen.Store.Clock.Advance(TimeSpan.FromSeconds(1));
                Assert.Equal(["3", "15"], page.FindAll(".problems td.num").Select(c => c.TextContent));
            },
            Patience
        );
        Assert.True(page.Find(".foot .btn.p").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Edit_Save_BecomesTheNextVersionAndShowsItsRules()
    {
        var page = _screen.Open<PoliciesPage>("policies?part=edit");
        Assert.Equal(ShippedPolicy.Yaml, page.WaitForElement("textarea", Patience).GetAttribute("value"));
        page.Find("textarea").Input("rules: [{ name: nobody, decision: deny, sentence: Freeze. }]");
        page.WaitForAssertion(() => Assert.False(page.Find(".foot .btn.p").HasAttribute("disabled")), Patience);
        await page.Find(".foot .btn.p").ClickAsync(new());
        var saved = (await _screen.Store.Get<PolicySets>().CurrentAsync(Actor.System, CancellationToken.None)).Required();
        Assert.Equal((2, "nobody"), (saved.Version, Assert.Single(saved.Rules).Name));
    }

    [Fact]
    public void Edit_LeftWithoutSaving_TheDraftIsThereAgain()
    {
        const string Draft = "rules: [{ name: nobody, decision: deny, sentence: Freeze. }]";
        var page = _screen.Open<PoliciesPage>("policies?part=edit");
        page.WaitForElement("textarea", Patience).Input(Draft);
        Assert.Equal(Draft, _screen.Open<PoliciesPage>("policies?part=edit").WaitForElement("textarea", Patience).GetAttribute("value"));
    }

    [Fact]
    public async Task Edit_SomebodySavesMeanwhile_KeepsTheDraftAndSaysSo()
    {
        var page = _screen.Open<PoliciesPage>("policies?part=edit");
        page.WaitForElement("textarea", Patience).Input("rules: []");
        var books = _screen.Store.Get<PolicySets>();
        Assert.True((await books.SaveAsync(Actor.System, "rules: [{ name: other, decision: deny }]", CancellationToken.None)).Ok);
        page.WaitForAssertion(
            () => Assert.Contains("Version 2 was saved meanwhile", page.Find(".note").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Equal("rules: []", page.Find("textarea").GetAttribute("value"));
        await page.Find(".foot .btn.p").ClickAsync(new());
        page.WaitForAssertion(
            () => Assert.Contains("Somebody saved version 2", page.Find(".editor .note").TextContent, StringComparison.Ordinal),
            Patience
        );
    }

    [Fact]
    public async Task Leave_NobodyListensAnyMore()
    {
        var page = _screen.Open<PoliciesPage>("policies");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".rule")), Patience);
        Assert.Equal(1, _screen.Bus.SubscriberCount);
        await _screen.LeaveAsync();
        Assert.Equal(0, _screen.Bus.SubscriberCount);
    }
}
