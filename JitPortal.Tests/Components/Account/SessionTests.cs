using System.Net;
using JitPortal.Data;
using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace JitPortal.Tests.Components.Account;

[Collection(BrowserCollection.Name)]
public sealed class SessionTests(Browser browser)
{
    [Fact]
    public async Task Disable_PersonWithALivePage_SendsThePageToTheLogIn()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var page = await browser.LogInAsync(app, "ann@example.org");

        await app.WithAsync<People, Outcome<PersonView>>(p => p.DisableAsync(Actor.CommandLine, "ann@example.org", CancellationToken.None));

        await page.WaitForURLAsync("**/account/login**", new PageWaitForURLOptions { Timeout = 20_000 });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task LogOut_FromALivePage_EndsTheSession()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var page = await browser.LogInAsync(app, "ann@example.org");

        await page.Locator(".avab").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByText("You are logged out.")).ToBeVisibleAsync();
        await page.GotoAsync("/account/manage");
        Assert.Contains("/account/login", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Change_RolesOfAPersonWithALivePage_ChangesWhatThePageShows()
    {
        await using var app = PortalApp.Start();
        var ann = await app.PersonAsync("ann@example.org", Role.Requester);
        var page = await browser.LogInAsync(app, "ann@example.org");
        await Assertions.Expect(page.Locator("nav.rail").GetByText("Map")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("nav.rail").GetByText("Journal")).Not.ToBeVisibleAsync();

        await app.WithAsync<People, Outcome<PersonView>>(p =>
            p.ChangeAsync(
                Actor.CommandLine,
                ann.Email,
                new PersonChange("Ann", Role.Requester | Role.Auditor, [], null),
                CancellationToken.None
            )
        );

        await Assertions.Expect(page.Locator("nav.rail").GetByText("Journal")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Disable_PersonWithASession_EndsItAtTheNextCheck()
    {
        // The check's interval is a wall-clock setting of ASP.NET Core; zero makes each request a check.
        await using var app = PortalApp.Start(services: s =>
            s.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.Zero)
        );
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");

        await app.WithAsync<People, Outcome<PersonView>>(p => p.DisableAsync(Actor.CommandLine, "ann@example.org", CancellationToken.None));

        using var answer = await ann.GetAsync("/account/manage");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public void Session_Check_ComesAtLeastTwiceAMinute()
    {
        using var app = PortalApp.Start();
        Assert.True(
            app.Get<Microsoft.Extensions.Options.IOptions<SecurityStampValidatorOptions>>().Value.ValidationInterval
                <= TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task Change_PasswordInOneBrowser_EndsTheOther()
    {
        await using var app = PortalApp.Start(services: s =>
            s.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.Zero)
        );
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var here = await app.LogInAsync("ann@example.org");
        using var there = await app.LogInAsync("ann@example.org");

        using var changed = await PortalApp.SubmitAsync(
            here,
            "/account/manage/password",
            "password",
            ("Input.Current", PortalApp.Password),
            ("Input.Wanted", "another lantern eight")
        );

        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/account/manage")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await there.GetAsync("/account/manage")).StatusCode);
        (await app.LogInAsync("ann@example.org", "another lantern eight")).Dispose();
    }

    [Fact]
    public async Task Setup_LinkOpenedInTheBrowser_MakesTheFirstAdministratorAndLeavesNoCodeInTheAddress()
    {
        await using var app = PortalApp.Start();
        var code = await app.Get<FirstSetup>().PrepareAsync(CancellationToken.None);
        var page = await browser.PageAsync(app.Address);
        await page.GotoAsync($"/setup#{code}");
        await page.GetByLabel("Your name").FillAsync("Ann");
        await page.GetByLabel("E-mail address").FillAsync("ann@example.org");
        await page.GetByLabel("Password").FillAsync(PortalApp.Password);
        Assert.DoesNotContain(code!, page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the first administrator" }).ClickAsync();
        await page.WaitForURLAsync("**/account/login?done=setup");

        await using var db = await app.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        Assert.Equal("ann@example.org", (await db.Users.SingleAsync()).Email);
        await page.GotoAsync($"/setup#{code}");
        await Assertions.Expect(page.GetByText("The portal is set up already.")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
