using JitPortal.Shared;
using JitPortal.Tests.Journeys;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Components.Layout;

/// <summary>A database that goes away under people with open pages, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class OutageTests(Browser browser)
{
    private const string Banner = ".note.outage";

    [Fact]
    public async Task OpenPage_SaysItByItself_KeepsWhatWasTypedAndGoesOn()
    {
        var database = new FaultyDatabase();
        await using var app = PortalApp.Start(new() { ["Scanning:AllowedRanges:0"] = "127.77.0.0/24" }, database.Into);
        await app.PersonAsync("olga@example.org", Role.Operator | Role.Admin);
        var visit = await Visit.WithPasswordAsync("olga@example.org", app, browser);
        var page = visit.Page;
        await visit.GoAsync("/scans");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a schedule" }).ClickAsync();
        var form = page.Locator("form.schedule");
        await form.GetByLabel("Name").FillAsync("Each night");
        await form.GetByLabel("Targets").FillAsync("127.77.0.0/24");
        Assert.Equal(0, await page.Locator(Banner).CountAsync());

        database.GoAway();
        await Assertions.Expect(page.Locator(Banner)).ToContainTextAsync("may be out of date", new() { Timeout = 20_000 });
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(form).ToContainTextAsync("nothing can be decided now");
        await Assertions.Expect(form.GetByLabel("Name")).ToHaveValueAsync("Each night");

        database.Fail(null);
        await Assertions.Expect(page.Locator(Banner)).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Each night").First).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
