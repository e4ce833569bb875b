using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Journeys;

/// <summary>A demo person at a browser window of their own.</summary>
internal sealed class Visit
{
    private Visit(IPage page, string name) => (Page, Name) = (page, name);

    public IPage Page { get; }

    public string Name { get; }

    /// <summary>Logs in with one click.</summary>
    public static async Task<Visit> AsAsync(
        string name,
        PortalApp app,
        Support.Browser browser,
        ColorScheme theme = ColorScheme.Light,
        int width = 1440,
        int height = 900
    )
    {
        var visit = new Visit(await browser.PageAsync(app.Address, theme, width, height), name);
        await visit.Page.GotoAsync("/account/login");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await visit.ReadyAsync();
        return visit;
    }

    /// <summary>Somebody who is no demo person, with <see cref="PortalApp.Password"/>.</summary>
    public static async Task<Visit> WithPasswordAsync(
        string email,
        PortalApp app,
        Support.Browser browser,
        ColorScheme theme = ColorScheme.Light,
        int width = 1440,
        int height = 900
    )
    {
        var visit = new Visit(await browser.PageAsync(app.Address, theme, width, height), email);
        await visit.Page.GotoAsync("/account/login");
        await visit.Page.Locator("input[type=email]").FillAsync(email);
        await visit.Page.Locator("input[type=password]").FillAsync(PortalApp.Password);
        await visit.Page.Locator("form:has(input[type=password]) button[type=submit]").ClickAsync();
        await visit.ReadyAsync();
        return visit;
    }

    /// <summary>Opens a page and waits until it is live.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await ReadyAsync();
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name });

    public ILocator Text(string text) => Page.GetByText(text);

    public Task SeesAsync(string text, int seconds = 30) => Page.GetByText(text).First.WaitForAsync(new() { Timeout = seconds * 1000 });

    /// <summary>Until no placeholder is left: what a person waits for before reading.</summary>
    public Task SettledAsync() => Page.UntilAsync("!document.querySelector('.sk') && document.fonts.status === 'loaded'");

    /// <summary>No rule of axe is broken seriously or critically; else each with where.</summary>
    public async Task HasNoSeriousFindingAsync()
    {
        var found = await Page.RunAxe();
        var serious = found.Violations.Where(v => v.Impact is "serious" or "critical").Select(Line).ToList();
        Assert.True(serious.Count == 0, string.Join('\n', serious));
    }

    private Task ReadyAsync() => Page.Locator("main[data-ready=yes]").WaitForAsync();

    private string Line(AxeResultItem violation) =>
        $"{Page.Url} {violation.Impact} {violation.Id}: {string.Join(" | ", violation.Nodes.Take(4).Select(node => $"{node.Target} {node.Html}"))}";
}
