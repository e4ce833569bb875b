using System.Net;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Edge;

/// <summary>
/// A portal over plain http on a name, as in a closed network: browsers send no Sec-Fetch-Site there, so that calls are from the portal's
/// own pages has to show in another way.
/// </summary>
[Collection(BrowserCollection.Name)]
public sealed class PlainNameTests(Browser browser)
{
    private const string Host = "portal.test";

    [Fact]
    public async Task LogOut_OverPlainHttpOnAName_EndsTheSession()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var page = await LogInAsync(app);

        await page.Locator(".avab").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Log out", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByText("You are logged out.")).ToBeVisibleAsync();
        await page.GotoAsync("/account/manage");
        Assert.Contains("/account/login", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task CookieVerb_OverPlainHttpOnAName_IsTakenFromTheOwnPagesOnly()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var page = await LogInAsync(app);
        const string Preview =
            "fetch('/api/v1/requests/preview', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{\"services\":[\"10.9.9.9:22/tcp\"],\"duration\":\"PT1M\",\"reason\":\"a look\"}' }).then(a => a.status)";
        Assert.NotEqual((int)HttpStatusCode.Forbidden, await page.EvaluateAsync<int>(Preview));

        // Another port of the same name is the same site: the browser sends the cookie along.
        await page.RouteAsync(
            $"http://{Host}:9/",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        ContentType = "text/html",
                        Body = $"<form method=post action=http://{Host}:{app.Address.Port}/account/logout><button>Go</button></form>",
                    }
                )
        );
        await page.GotoAsync($"http://{Host}:9/");
        var answered = page.WaitForResponseAsync("**/account/logout");
        await page.GetByRole(AriaRole.Button).ClickAsync();
        Assert.Equal(403, (await answered).Status);
        await page.GotoAsync($"http://{Host}:{app.Address.Port}/account/manage");
        Assert.EndsWith("/account/manage", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "none", false)]
    [InlineData("Origin", "http://localhost:PORT", true)]
    [InlineData("Origin", "http://LOCALHOST:PORT", true)]
    [InlineData("Origin", "https://localhost:PORT", false)]
    [InlineData("Origin", "http://localhost", false)]
    [InlineData("Origin", "http://localhost:PORT.example.org", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Origin", "", false)]
    [InlineData("Referer", "http://localhost:PORT/access?x=1", true)]
    [InlineData("Referer", "http://localhost:9/", false)]
    [InlineData("Referer", "http://localhost:PORT@evil.example/", false)]
    [InlineData("X-Nothing", "x", false)]
    public async Task LogOut_TellsOwnPagesFromOthers(string header, string value, bool own)
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var visitor = await app.LogInAsync("ann@example.org");
        visitor.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/account/logout");
        request.Headers.TryAddWithoutValidation(header, value.Replace("PORT", $"{app.Address.Port}", StringComparison.Ordinal));

        using var answer = await visitor.SendAsync(request);

        Assert.Equal(own ? HttpStatusCode.Redirect : HttpStatusCode.Forbidden, answer.StatusCode);
        using var page = await visitor.GetAsync("/account/manage");
        Assert.Equal(own ? HttpStatusCode.Redirect : HttpStatusCode.OK, page.StatusCode);
    }

    private async Task<IPage> LogInAsync(PortalApp app)
    {
        var page = await browser.PageAsync(new UriBuilder(app.Address) { Host = Host }.Uri);
        await page.GotoAsync("/account/login");
        await page.GetByLabel("E-mail address").FillAsync("ann@example.org");
        await page.GetByLabel("Password").FillAsync(PortalApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).ClickAsync();
        await page.WaitForSelectorAsync("main[data-ready]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        return page;
    }
}
