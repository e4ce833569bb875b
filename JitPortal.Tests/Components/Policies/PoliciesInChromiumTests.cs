using Deque.AxeCore.Playwright;
using JitPortal.Policies;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Components.Policies;

/// <summary>The operator's work on the policy, in a real browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PoliciesInChromiumTests(Browser browser) : IAsyncLifetime
{
    private PortalApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _app = PortalApp.Start();
        await _app.PersonAsync("olga@example.org", Role.Operator);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Policies_ReadEditedSavedAndTried_PassAxe(ColorScheme theme, int width)
    {
        var page = await browser.LogInAsync(_app, "olga@example.org", theme, width);
        await page.GotoAsync("/policies");
        await Assertions.Expect(page.Locator(".rule h2")).ToHaveTextAsync(["critical", "sensitive", "everything else"]);
        await CheckAsync(page, $"policies-{theme}-{width}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        var text = page.GetByLabel("The policy as YAML");
        await Assertions.Expect(text).ToHaveValueAsync(ShippedPolicy.Yaml);
        await text.FillAsync("rules:\n  - name: all\n    decision: maybe\n");
        await Assertions.Expect(page.Locator(".problems td.brk")).ToContainTextAsync("is not a decision");
        await CheckAsync(page, $"policies-edit-{theme}-{width}");

        await text.FillAsync("rules:\n  - name: freeze\n    decision: deny\n    sentence: Not during the freeze.\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as version 2" }).ClickAsync();
        await Assertions.Expect(page.Locator(".rule h2")).ToHaveTextAsync(["freeze"]);

        await page.GetByRole(AriaRole.Button, new() { Name = "History", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open its text" }).Last.ClickAsync();
        await Assertions.Expect(page.GetByLabel("The policy as YAML")).ToHaveValueAsync(ShippedPolicy.Yaml);

        await page.GetByRole(AriaRole.Button, new() { Name = "Try", Exact = true }).ClickAsync();
        await page.GetByLabel("E-mail address of the person").FillAsync("nobody@example.org");
        await page.GetByLabel("Service, as address and port").FillAsync("10.0.0.5:5432");
        await page.Locator(".trial .btn.p").ClickAsync();
        await Assertions.Expect(page.Locator(".trial .note")).ToContainTextAsync("Nobody has this e-mail address");
        await CheckAsync(page, $"policies-try-{theme}-{width}");
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
