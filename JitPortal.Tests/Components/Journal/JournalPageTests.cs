using Bunit;
using JitPortal.Components.Pages.Journal;
using JitPortal.Journal;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JitPortal.Tests.Components.Journal;

public sealed class JournalPageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private PageFixture _screen = null!;

    public async ValueTask InitializeAsync() => _screen = await PageFixture.CreateAsync("aud@example.org");

    public ValueTask DisposeAsync() => _screen.DisposeAsync();

    [Fact]
    public async Task Open_NewestFirst_LoadsMoreToTheFirst()
    {
        await WriteAsync(130);
        var page = Open("journal");
        page.WaitForAssertion(() => Assert.Equal(100, page.FindAll("tr.entry").Count), Patience);
        Assert.Contains("130", page.Find("tr.entry").TextContent, StringComparison.Ordinal);
        await page.Find(".more button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(130, page.FindAll("tr.entry").Count), Patience);
        Assert.Contains("back to the first", page.Find(".more").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SubjectInTheAddress_ShowsThatSubjectOnly()
    {
        await WriteAsync(3);
        var page = Open("journal?subject=grant:2");
        page.WaitForAssertion(() => Assert.Equal("grant:2", Assert.Single(page.FindAll("td.subject")).TextContent), Patience);
        Assert.Contains("subject=grant%3A2", page.Find("a[download]").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_EntryArrives_WaitsBehindTheChip()
    {
        await WriteAsync(2);
        var page = Open("journal");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tr.entry").Count), Patience);
        await WriteAsync(1);
        page.WaitForAssertion(() => Assert.Contains("1 new", page.Find(".newc").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal(2, page.FindAll("tr.entry").Count);
        await page.Find(".newc").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tr.entry").Count), Patience);
        Assert.Empty(page.FindAll(".newc"));
    }

    [Fact]
    public async Task Expand_Entry_ShowsDataAndBothHashes()
    {
        await WriteAsync(1);
        var page = Open("journal");
        page.WaitForElement("tr.entry button", Patience).Click();
        await using var db = _screen.Store.Db();
        var entry = await db.Journal.SingleAsync();
        var unfolded = page.Find("tr.unfolded").TextContent;
        Assert.Contains(entry.Hash, unfolded, StringComparison.Ordinal);
        Assert.Contains(entry.PreviousHash, unfolded, StringComparison.Ordinal);
        Assert.Contains("\"what\": \"<b>need</b>\"", unfolded, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("pre b"));
    }

    [Fact]
    public async Task Verify_EditedEntry_NamesItAndMarksItsRow()
    {
        await WriteAsync(3);
        var page = Open("journal");
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tr.entry").Count), Patience);
        await page.Find("header .btn.p").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Intact.", page.Find(".verified").TextContent, StringComparison.Ordinal), Patience);
        await using (var db = _screen.Store.Db())
            await db.Database.ExecuteSqlRawAsync("UPDATE Journal SET Actor = 'somebody' WHERE Seq = 2");
        await page.Find("header .btn.p").ClickAsync(new());
        page.WaitForAssertion(
            () => Assert.Contains("Broken at entry 2.", page.Find(".verified").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Contains("Test event", Assert.Single(page.FindAll("tr.broken")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_TypeChosen_GoesToItsAddress()
    {
        await WriteAsync(1);
        var page = Open("journal");
        await page.WaitForElement("select", Patience).ChangeAsync(new ChangeEventArgs { Value = "scan" });
        Assert.EndsWith("journal?type=scan", _screen.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("No matching entry", page.Markup, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Leave_Page_NobodyListens()
    {
        var page = Open("journal");
        page.WaitForAssertion(() => Assert.Contains("Nothing happened yet", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal(1, _screen.Bus.SubscriberCount);
        await _screen.LeaveAsync();
        Assert.Equal(0, _screen.Bus.SubscriberCount);
    }

    [Fact]
    public async Task Open_MayNotRead_ShowsTheSentence()
    {
        await using var refused = await PageFixture.CreateAsync(
            "req@example.org",
            b => b.Services.AddSingleton<IAuthority>(new NobodyMay())
        );
        var page = refused.Open<JournalPage>("journal");
        page.WaitForAssertion(() => Assert.Contains(NobodyMay.Sentence, page.Markup, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll("table"));
    }

    private IRenderedComponent<JournalPage> Open(string address) => _screen.Open<JournalPage>(address);

    private async Task WriteAsync(int count)
    {
        var written = await _screen
            .Store.Get<JournaledWrite>()
            .RunAsync<Unit>(
                Actor.System,
                (_, scope) =>
                {
                    for (var i = 1; i <= count; i++)
                        scope.Record($"grant:{i}", new Noted("<b>need</b>"));
                    return Task.FromResult<Outcome<Unit>>(default(Unit));
                },
                CancellationToken.None
            );
        Assert.True(written.Ok);
    }
}
