using Deque.AxeCore.Playwright;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Components.Account;

[Collection(BrowserCollection.Name)]
public sealed class AccessibilityTests(Browser browser)
{
    private static readonly string[] OwnPages = ["", "/password", "/passkeys", "/two-factor", "/tokens", "/sessions"];

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task AccountPages_Axe_FindsNothingSeriousAndNothingSticksOut(ColorScheme theme, int width)
    {
        await using var app = PortalApp.Start();
        List<string> found = [];
        var stranger = await browser.PageAsync(app.Address, theme, width);
        await LookAsync(stranger, "/setup", found);
        await app.PersonAsync("ann@example.org", Role.Any, "dba");
        foreach (var path in (string[])["/account/login", "/account/invitation", "/account/denied"])
            await LookAsync(stranger, path, found);
        var ann = await browser.LogInAsync(app, "ann@example.org", theme, width);
        foreach (var path in OwnPages)
            await LookAsync(ann, "/account/manage" + path, found);
        await LookAsync(ann, "/account/confirm", found);

        Assert.Empty(found);
        await stranger.Context.CloseAsync();
        await ann.Context.CloseAsync();
    }

    private static async Task LookAsync(IPage page, string path, List<string> found)
    {
        await page.GotoAsync(path);
        var result = await page.RunAxe();
        found.AddRange(result.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{path}: {v.Id} {v.Nodes[0].Html}"));
        if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"))
            found.Add($"{path}: wider than the screen");
    }
}
