using System.Text.RegularExpressions;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Journeys;

/// <summary>The built program on an empty folder: the link that it prints makes the first administrator, once.</summary>
[Collection(BrowserCollection.Name)]
public sealed partial class FirstStartTests(Support.Browser browser)
{
    [Fact]
    public async Task Start_EmptyFolder_PrintedLinkMakesTheAdministratorAndIsDeadAfterwards()
    {
        var folder = Directory.CreateTempSubdirectory("jitportal-first-");
        await using (var portal = await PortalProcess.StartAsync(folder.FullName))
        {
            await Eventually.TrueAsync(() => SetUpLink().IsMatch(portal.Output), "the link is printed");
            var link = SetUpLink().Match(portal.Output).Value;
            var page = await browser.PageAsync(portal.Address);
            await SetUpAsync(page, link, "ann@example.org", "Ann Lee");
            await page.WaitForURLAsync("**/account/login?done=setup");
            await LogInAsync(page);

            var second = await browser.PageAsync(portal.Address);
            await second.GotoAsync(link);
            await second.GetByText("set up already").WaitForAsync();
        }

        folder.Delete(recursive: true);
    }

    private static async Task SetUpAsync(IPage page, string link, string email, string name)
    {
        await page.GotoAsync(link);
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Name").First.FillAsync(name);
        foreach (var password in await page.Locator("input[type=password]").AllAsync())
            await password.FillAsync(PortalApp.Password);
        await page.Locator("button[type=submit]").First.ClickAsync();
    }

    private static async Task LogInAsync(IPage page)
    {
        await page.GetByLabel("E-mail").FillAsync("ann@example.org");
        await page.Locator("input[type=password]").FillAsync(PortalApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).ClickAsync();
        await page.Locator("main[data-ready=yes]").WaitForAsync();
    }

    [GeneratedRegex(@"http://localhost:[0-9]+/setup#\S+")]
    private static partial Regex SetUpLink();
}
