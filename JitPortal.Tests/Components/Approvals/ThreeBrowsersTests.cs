using Deque.AxeCore.Playwright;
using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace JitPortal.Tests.Components.Approvals;

/// <summary>Asking and deciding as people do it: three browsers at one portal, mostly with the keyboard.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ThreeBrowsersTests(Browser browser)
{
    private const string Ida = "ida@example.org";
    private const string Mira = "mira@example.org";
    private const string Ruben = "ruben@example.org";

    [Fact]
    public async Task AskAndDecide_ByKeyboard_EachSeesWhatTheOtherDid()
    {
        await using var app = await StartAsync();
        var mira = await browser.LogInAsync(app, Mira);
        await mira.GotoAsync("/approvals");
        await Assertions.Expect(mira.GetByText("Nothing waits")).ToBeVisibleAsync();
        var ruben = await browser.LogInAsync(app, Ruben, ColorScheme.Dark);
        await ruben.GotoAsync("/approvals");

        var ida = await browser.LogInAsync(app, Ida);
        await AskAsync(ida, "Orders are stuck in “reserved” since 14:40. Need to read the lock table.");

        await Assertions.Expect(mira.Locator(".qi")).ToHaveCountAsync(1);
        await Assertions
            .Expect(mira.Locator(".quote"))
            .ToHaveTextAsync("Orders are stuck in “reserved” since 14:40. Need to read the lock table.");
        await Assertions.Expect(ruben.Locator(".qi")).ToHaveCountAsync(1);
        await CleanAsync(mira);
        await CleanAsync(ruben);

        await AskAsync(ida, "And the pool behind it.", again: true);
        await Assertions.Expect(mira.Locator(".newc")).ToContainTextAsync("1 new");
        await mira.Locator(".newc").ClickAsync();
        await Assertions.Expect(mira.Locator(".qi")).ToHaveCountAsync(2);
        await mira.Keyboard.PressAsync("j");
        await Assertions.Expect(mira.Locator(".quote")).ToHaveTextAsync("And the pool behind it.");
        await mira.Keyboard.PressAsync("k");
        await Assertions.Expect(mira.Locator(".quote")).ToContainTextAsync("Orders are stuck");
        await mira.Keyboard.PressAsync("a");

        await Assertions.Expect(mira.Locator(".act")).ToContainTextAsync("You approved");
        await Assertions.Expect(ruben.Locator(".qi").First).ToContainTextAsync("was faster");
        await Assertions.Expect(ruben.Locator("[data-key=a]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Deny_ByKeyboard_LettersInTheReasonAreNotKeys()
    {
        await using var app = await StartAsync();
        var ida = await browser.LogInAsync(app, Ida);
        await AskAsync(ida, "Orders are stuck.");
        var mira = await browser.LogInAsync(app, Mira);
        await mira.GotoAsync("/approvals");
        await mira.Locator("[data-key=d]").WaitForAsync();
        await mira.Keyboard.PressAsync("d");
        await Assertions.Expect(mira.GetByLabel("Reason of the denial")).ToBeFocusedAsync();
        await mira.Keyboard.TypeAsync("a sad day: ask the replica");
        await mira.Keyboard.PressAsync("Enter");
        await Assertions.Expect(mira.Locator(".act")).ToContainTextAsync("“a sad day: ask the replica”");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900)]
    [InlineData(ColorScheme.Dark, 390, 844)]
    public async Task Pages_BothThemesAndSizes_AxeFindsNothingSerious(ColorScheme theme, int width, int height)
    {
        await using var app = await StartAsync();
        var ida = await browser.LogInAsync(app, Ida, theme);
        await ida.SetViewportSizeAsync(width, height);
        await AskAsync(ida, "Orders are stuck.");
        await ida.GotoAsync("/request?service=10.20.4.71:5432/tcp");
        await Assertions.Expect(ida.Locator(".verdict h2")).ToBeVisibleAsync();
        await CleanAsync(ida);
        var mira = await browser.LogInAsync(app, Mira, theme);
        await mira.SetViewportSizeAsync(width, height);
        await mira.GotoAsync("/approvals");
        await mira.Locator("[data-key=s]").ClickAsync();
        await Assertions.Expect(mira.Locator(".shorter")).ToBeVisibleAsync();
        await CleanAsync(mira);
        await mira.GotoAsync("/journal");
        await mira.Locator("tr.entry button").First.ClickAsync();
        await Assertions.Expect(mira.Locator("tr.unfolded")).ToBeVisibleAsync();
        await CleanAsync(mira);
    }

    private static async Task AskAsync(IPage page, string reason, bool again = false)
    {
        await page.GotoAsync("/request?service=10.20.4.71:5432/tcp");
        await page.Locator(".verdict h2").WaitForAsync();
        if (again)
            await page.GetByLabel("Request a second one anyway").CheckAsync();
        await page.GetByLabel("Reason").FocusAsync();
        await page.Keyboard.TypeAsync(reason);
        await Assertions.Expect(page.Locator(".verdict h2")).ToContainTextAsync("will be asked");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.WaitForURLAsync("**/access");
    }

    private static async Task CleanAsync(IPage page)
    {
        var found = await page.RunAxe();
        Assert.Empty(
            found
                .Violations.Where(v => v.Impact is "serious" or "critical")
                .Select(v => $"{v.Id}: {string.Join(" ", v.Nodes.Take(3).Select(n => n.Html))}")
        );
    }

    private static async Task<PortalApp> StartAsync()
    {
        var app = PortalApp.Start();
        await app.PersonAsync(Ida, Role.Requester);
        await app.PersonAsync(Mira, Role.Requester | Role.Approver | Role.Auditor);
        await app.PersonAsync(Ruben, Role.Requester | Role.Approver);
        await using var db = await app.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var now = app.Get<TimeProvider>().GetUtcNow();
        db.Services.Add(
            new Service
            {
                Host = new Host
                {
                    Address = "10.20.4.71",
                    AddressKey = AddressText.SortKey(System.Net.IPAddress.Parse("10.20.4.71")),
                    Network = "10.20.4.0/24",
                    State = HostState.Up,
                    FirstSeen = now,
                    LastSeen = now,
                },
                Port = 5432,
                Protocol = TransportProtocol.Tcp,
                State = PortState.Open,
                Name = "postgresql",
                Sensitivity = Sensitivity.Critical,
                FirstSeen = now,
                LastSeen = now,
                Probed = true,
            }
        );
        await db.SaveChangesAsync();
        return app;
    }
}
