using Deque.AxeCore.Playwright;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Components.Pages.Settings;

/// <summary>The operator's work on the sensitivity rules, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SensitivityInChromiumTests(Browser browser)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Rules_AddedWithAMistakeMendedAndSaved_PassAxe(ColorScheme theme, int width)
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("olga@example.org", Role.Operator);
        var page = await browser.LogInAsync(app, "olga@example.org", theme, width);
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "account, pages" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sensitivity rules" }).ClickAsync();
        await Assertions.Expect(page.Locator(".sensitivity tbody tr")).Not.ToHaveCountAsync(0);
        await CheckAsync(page, $"sensitivity-{theme}-{width}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Add a rule" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Payments");
        await page.GetByLabel("Ports", new() { Exact = true }).FillAsync("8443/tcp, many");
        await page.Locator(".ruleform select").SelectOptionAsync("Critical");
        await page.GetByLabel("Owner, a group").FillAsync("payments");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("“many” is no port")).ToBeVisibleAsync();
        await CheckAsync(page, $"sensitivity-form-{theme}-{width}");

        await page.GetByLabel("Ports", new() { Exact = true }).FillAsync("8443/tcp");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("No known service is classified differently")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete Payments" }).ClickAsync();
        await Assertions.Expect(page.Locator(".asking")).ToContainTextAsync("are no longer Critical and no longer belong to payments");
        await CheckAsync(page, $"sensitivity-delete-{theme}-{width}");
        await page.Context.CloseAsync();
    }

    private static async Task CheckAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("JITPORTAL_LOOKS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png") });
        var wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth");
        Assert.True(wide <= 0, $"{name} is {wide} px too wide.");
        var found = await page.RunAxe();
        var bad = found
            .Violations.Where(v => v.Impact is "serious" or "critical")
            .Select(v => $"{v.Id}: {v.Help} {string.Join(' ', v.Nodes.Select(n => n.Html))}")
            .ToList();
        Assert.True(bad.Count == 0, $"{name}: {string.Join('\n', bad)}");
    }
}
