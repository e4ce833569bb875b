using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Components.Pages.Settings;

[Collection(BrowserCollection.Name)]
public sealed class PeoplePageTests(Browser browser)
{
    [Fact]
    public async Task People_AddInviteAndDisable_ByAnAdministrator()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("admin@example.org", Role.Admin);
        var admin = await browser.LogInAsync(app, "admin@example.org");
        await admin.GotoAsync("/people?who=new");
        await admin.GetByLabel("Name", new() { Exact = true }).FillAsync("Yara Lind");
        await admin.GetByLabel("E-mail address").FillAsync("yara@example.org");
        await admin.GetByLabel("Groups").FillAsync("Engineering, dba");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Add and make the link" }).ClickAsync();
        var link = await admin.Locator(".issued code").TextContentAsync();

        var yara = await browser.PageAsync(app.Address);
        await yara.GotoAsync(link!);
        await yara.GetByLabel("New password").FillAsync(PortalApp.Password);
        await yara.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await yara.WaitForURLAsync("**/account/login?done=invited");
        using var session = await app.LogInAsync("yara@example.org");
        Assert.Contains("dba, engineering", await session.GetStringAsync("/account/manage"), StringComparison.Ordinal);

        await admin.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Assertions.Expect(admin.GetByText("This ends Yara Lind's sessions and API tokens now")).ToBeVisibleAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Assertions.Expect(admin.Locator("table.people").GetByText("Disabled")).ToBeVisibleAsync();
        await yara.Context.CloseAsync();
        await admin.Context.CloseAsync();
    }

    [Fact]
    public async Task People_LastAdministratorDemotesThemselves_ReadTheSentence()
    {
        await using var app = PortalApp.Start();
        var person = await app.PersonAsync("admin@example.org", Role.Admin);
        var admin = await browser.LogInAsync(app, "admin@example.org");
        await admin.GotoAsync($"/people?who={person.UserId}");
        await admin.GetByRole(AriaRole.Checkbox, new() { Name = "Admin" }).UncheckAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Assertions.Expect(admin.GetByRole(AriaRole.Alert)).ToContainTextAsync("is the last administrator");
        await admin.Context.CloseAsync();
    }

    [Fact]
    public async Task People_ByAnOperator_IsNotShown()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("op@example.org", Role.Operator);
        var page = await browser.LogInAsync(app, "op@example.org");

        await page.GotoAsync("/people");

        await Assertions.Expect(page.GetByText("You do not have access to this page")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
