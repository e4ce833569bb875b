using System.Net;
using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Components.Account;

/// <summary>A session that ended is over at the server: no copy of its cookie opens anything, and no live page of it stays.</summary>
[Collection(BrowserCollection.Name)]
public sealed class EndedSessionTests(Browser browser)
{
    [Fact]
    public async Task LogOut_CopiedCookie_IsDeadAtOnce()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var device = new CookieContainer();
        using var ann = await app.LogInAsync("ann@example.org", device: device);
        using var thief = app.Visitor(AccountForms.CopyOfSession(device, app.Address));
        Assert.True(await thief.IsInAsync());

        await AccountForms.LogOutAsync(ann);

        Assert.False(await thief.IsInAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await thief.StatusAsync("/api/v1/requests"));
    }

    [Fact]
    public async Task LogOut_OtherSessionsOfThePerson_GoOn()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var here = await app.LogInAsync("ann@example.org");
        using var there = await app.LogInAsync("ann@example.org");

        await AccountForms.LogOutAsync(here);

        Assert.True(await there.IsInAsync());
    }

    [Fact]
    public async Task LogOut_WithACopiedCookie_SendsTheLivePageToTheLogIn()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var page = await browser.LogInAsync(app, "ann@example.org");
        var cookie = (await page.Context.CookiesAsync()).Single(c => c.Name == "jitportal");
        var copy = new CookieContainer();
        copy.Add(app.Address, new System.Net.Cookie("jitportal", cookie.Value, "/"));
        using var elsewhere = app.Visitor(copy);

        await AccountForms.LogOutAsync(elsewhere);

        Assert.False(await elsewhere.IsInAsync());
        // Told, not found out: a page looks by itself only every 30 seconds.
        await Eventually.TrueAsync(() => page.Url.Contains("/account/login", StringComparison.Ordinal), "the page is at the log-in", 25);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task EndedSession_AfterARestart_StaysEnded()
    {
        var folder = Directory.CreateTempSubdirectory("jitportal-ended-").FullName;
        await PortalProcess.AddPersonAsync(folder, "ann@example.org", "Requester");
        var device = new CookieContainer();
        string cookie;
        await using (var portal = await PortalProcess.StartAsync(folder))
        {
            using var ann = portal.Visitor(device);
            (await AccountForms.TryPasswordAsync(ann, "ann@example.org", PortalApp.Password)).Dispose();
            cookie = device.GetCookies(portal.Address)["jitportal"]!.Value;
            Assert.True(await ann.IsInAsync());
            await AccountForms.LogOutAsync(ann);
        }

        await using (var again = await PortalProcess.StartAsync(folder))
        {
            var copy = new CookieContainer();
            copy.Add(again.Address, new System.Net.Cookie("jitportal", cookie, "/"));
            using var thief = again.Visitor(copy);
            Assert.False(await thief.IsInAsync());
        }

        await TemporaryFolder.DeleteAsync(folder);
    }

    [Fact]
    public async Task LostEverything_TakesEveryWayInAway()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        await AccountForms.SwitchOnAsync(ann);

        var invited = await app.WithAsync<People, Outcome<AddedPerson>>(p =>
            p.InviteAsync(Actor.CommandLine, "ann@example.org", lostEverything: true, CancellationToken.None)
        );

        Assert.False(await ann.IsInAsync());
        (await AccountForms.TryPasswordAsync(ann, "ann@example.org", PortalApp.Password)).Dispose();
        Assert.False(await ann.IsInAsync());
        using var anew = app.Visitor();
        using var chosen = await PortalApp.SubmitAsync(
            anew,
            "/account/invitation",
            "invitation",
            ("Input.Code", invited.Required().InvitationCode!),
            ("Input.Password", "another lantern eight")
        );
        Assert.Equal(HttpStatusCode.Redirect, chosen.StatusCode);
        (await app.LogInAsync("ann@example.org", "another lantern eight")).Dispose();
    }

    [Fact]
    public async Task Disable_EndsTheCookieAtOnce()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        Assert.True(await ann.IsInAsync());

        await app.WithAsync<People, Outcome<PersonView>>(p => p.DisableAsync(Actor.CommandLine, "ann@example.org", CancellationToken.None));

        Assert.False(await ann.IsInAsync());
    }
}
