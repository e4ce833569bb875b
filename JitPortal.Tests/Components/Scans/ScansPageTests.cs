using Deque.AxeCore.Playwright;
using JitPortal.Live;
using JitPortal.Scanning;
using JitPortal.Shared;
using JitPortal.Tests.Journeys;
using JitPortal.Tests.Scanning;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Components.Scans;

/// <summary>The operator's page in a real browser, with the real Nmap behind it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ScansPageTests(Browser browser)
{
    [Fact]
    public async Task Scan_StartedInTheBrowser_ShowsProgressAndThenItsResult()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/nmap"), "Nmap is not installed at /usr/bin/nmap.");
        using var network = new LoopbackServices();
        network.Listen(3, 8080);
        network.Listen(250, 8080);
        await using var app = await StartAsync(network);
        var page = await SignInAsync(app, "olga@example.org", Role.Operator);
        await page.GotoAsync("/scans");
        await Assertions.Expect(page.GetByLabel("Targets").First).ToHaveValueAsync($"{network.Net}.0/24");
        await page.GetByRole(AriaRole.Button, new() { Name = "Scan", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
        await ShotAsync(page, "scans-running");
        var result = page.Locator("table.scans tbody tr").First;
        await Assertions.Expect(result).ToContainTextAsync("Completed", new() { Timeout = 90_000 });
        await Assertions.Expect(result).ToContainTextAsync("256");
        await result.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.Locator(".unfolded")).ToContainTextAsync("-iL -");
        await ShotAsync(page, "scans-done");
        await CleanAsync(page);
    }

    [Fact]
    public async Task History_TwoScansTicked_AreComparedOnAPageOfTheirOwn()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/nmap"), "Nmap is not installed at /usr/bin/nmap.");
        using var network = new LoopbackServices();
        await using var app = await StartAsync(network);
        network.Listen(3, 8080);
        await ScanAsync(app, $"{network.Net}.0/24");
        network.Listen(4, 3306);
        await ScanAsync(app, $"{network.Net}.0/24");
        var page = await SignInAsync(app, "olga@example.org", Role.Operator, ColorScheme.Dark);
        await page.GotoAsync("/scans");
        await page.Locator("table.scans input[type=checkbox]").Nth(0).CheckAsync();
        await page.Locator("table.scans input[type=checkbox]").Nth(1).CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare these two" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Opened" })).ToContainTextAsync($"{network.Net}.4:3306/tcp");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Closed" })).ToContainTextAsync("None.");
        await ShotAsync(page, "scans-diff-dark");
        await CleanAsync(page);
    }

    [Fact]
    public async Task Scan_OutsideTheAllowedRanges_SaysWhyUnderTheField()
    {
        using var network = new LoopbackServices();
        await using var app = await StartAsync(network);
        var page = await SignInAsync(app, "olga@example.org", Role.Operator, ColorScheme.Dark);
        await page.GotoAsync("/scans");
        await page.GetByLabel("Targets").First.FillAsync("10.1.2.3\n--script=evil");
        await page.GetByRole(AriaRole.Button, new() { Name = "Scan", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("looks like an option");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("10.1.2.3 is not within the ranges");
        await ShotAsync(page, "scans-refused-dark");
        await CleanAsync(page);
    }

    [Fact]
    public async Task Import_FileChosenThenOneDropped_StandsInTheHistoryOrSaysWhyNot()
    {
        using var network = new LoopbackServices();
        await using var app = await StartAsync(network);
        var page = await SignInAsync(app, "olga@example.org", Role.Operator);
        await page.GotoAsync("/scans");
        await page.GetByLabel("Vantage").FillAsync("office");
        await page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "office.xml",
                    MimeType = "text/xml",
                    Buffer = System.Text.Encoding.UTF8.GetBytes(SmallScan.Xml),
                }
            );
        await Assertions.Expect(page.GetByText("office.xml: 2 hosts, 3 open ports")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("table.scans tbody tr").First).ToContainTextAsync("office.xml");
        await DropAsync(page, ".dropbox", app.Folder, "hello");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This is no XML");
        await ShotAsync(page, "scans-import");
        await CleanAsync(page);
    }

    [Fact]
    public async Task Schedule_SavedOnThePage_ShowsItsNextThreeRuns()
    {
        using var network = new LoopbackServices();
        await using var app = await StartAsync(network);
        var page = await SignInAsync(app, "olga@example.org", Role.Operator);
        await page.GotoAsync("/scans");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a schedule" }).ClickAsync();
        var form = page.GetByRole(AriaRole.Form, new() { Name = "New schedule" });
        await form.GetByLabel("Name").FillAsync("Nightly");
        await form.GetByLabel("When").FillAsync("* * * * *");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(form.GetByRole(AriaRole.Alert)).ToContainTextAsync("more often than every 5 minutes");
        await ShotAsync(page, "scans-schedule");
        await form.GetByLabel("When").FillAsync("30 2 * * 1-5");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Nightly" });
        await Assertions.Expect(row.Locator("jit-time")).ToHaveCountAsync(3);
        await CleanAsync(page);
    }

    [Fact]
    public async Task Page_OnAPhoneForAnAuditor_ShowsEverythingButTheVerbsTheyMayNotUse()
    {
        using var network = new LoopbackServices();
        await using var app = await StartAsync(network);
        var page = await SignInAsync(app, "aud@example.org", Role.Auditor, ColorScheme.Dark, 390, 844);
        await page.GotoAsync("/scans");
        await Assertions.Expect(page.GetByText("This needs the role").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Scan", Exact = true })).ToHaveCountAsync(0);
        await ShotAsync(page, "scans-phone-dark");
        var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(width <= 390, $"The page is {width} px wide.");
    }

    [Fact]
    public async Task Page_Left_TakesItsSubscriptionsAlong()
    {
        using var network = new LoopbackServices();
        await using var app = await StartAsync(network);
        var page = await SignInAsync(app, "olga@example.org", Role.Operator);
        await page.GotoAsync("/scans");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Schedules" })).ToBeVisibleAsync();
        Assert.Contains("ScansPage", app.Get<LiveBus>().Subscribers);
        await page.GetByRole(AriaRole.Link, new() { Name = "Journal" }).First.ClickAsync();
        await Eventually.TrueAsync(() => !app.Get<LiveBus>().Subscribers.Contains("ScansPage"), "the page's subscription is gone");
    }

    private static async Task<PortalApp> StartAsync(LoopbackServices network) =>
        await Task.FromResult(PortalApp.Start(new() { ["Scanning:AllowedRanges:0"] = $"{network.Net}.0/24" }));

    /// <summary>Drags a file from the desktop, as Chromium itself sees it.</summary>
    private static async Task DropAsync(IPage page, string where, string folder, string content)
    {
        var file = Path.Combine(folder, "dropped.xml");
        await File.WriteAllTextAsync(file, content);
        await page.Locator(where).ScrollIntoViewIfNeededAsync();
        var box = (await page.Locator(where).BoundingBoxAsync())!;
        var chromium = await page.Context.NewCDPSessionAsync(page);
        foreach (var step in (string[])["dragEnter", "dragOver", "drop"])
        {
            await chromium.SendAsync(
                "Input.dispatchDragEvent",
                new()
                {
                    ["type"] = step,
                    ["x"] = box.X + (box.Width / 2),
                    ["y"] = box.Y + (box.Height / 2),
                    ["data"] = new
                    {
                        items = Array.Empty<object>(),
                        files = new[] { file },
                        dragOperationsMask = 1,
                    },
                }
            );
        }
    }

    private static async Task ScanAsync(PortalApp app, string target)
    {
        var scans = app.Get<ScanService>();
        var scan = (await scans.StartAsync(Actor.System, new StartScan(target, "quick"), CancellationToken.None)).Required();
        await Eventually.TrueAsync(
            async () => (await scans.GetAsync(Actor.System, scan.Id, CancellationToken.None)).Required().State == "Completed",
            "the scan is over",
            60
        );
    }

    private async Task<IPage> SignInAsync(
        PortalApp app,
        string email,
        Role role,
        ColorScheme theme = ColorScheme.Light,
        int width = 1440,
        int height = 900
    )
    {
        await app.PersonAsync(email, role);
        return (await Visit.WithPasswordAsync(email, app, browser, theme, width, height)).Page;
    }

    private static async Task CleanAsync(IPage page)
    {
        var found = await page.RunAxe();
        Assert.Empty(
            found
                .Violations.Where(v => v.Impact is "serious" or "critical")
                .Select(v => $"{v.Id}: {v.Help} {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")
        );
    }

    private static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }
}
