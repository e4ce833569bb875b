using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Components.Account;

/// <summary>Chromium's own WebAuthn with a virtual authenticator that always finds its person.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PasskeyTests(Browser browser)
{
    [Fact]
    public async Task Passkey_AddedOnTheAccountPage_LogsIn()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var page = await browser.LogInAsync(app, "ann@example.org");
        await AuthenticatorAsync(page, verifies: true);
        await AddAsync(page, "Laptop");
        await page.WaitForURLAsync("**/account/manage/passkeys?done=passkey-added");
        Assert.Equal("Laptop", await page.GetByLabel("Name of the passkey").InputValueAsync());

        await page.Context.ClearCookiesAsync();
        // The address field's own offer is taken at once by an authenticator that is always present.
        await page.GotoAsync("/account/login?returnUrl=%2Faccount%2Fmanage");
        await page.WaitForURLAsync("**/account/manage");

        await Assertions.Expect(page.GetByText("ann@example.org")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Passkey_WhileStrangersLockedThePassword_LogsIn()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var page = await browser.LogInAsync(app, "ann@example.org");
        await AuthenticatorAsync(page, verifies: true);
        await AddAsync(page, "Laptop");
        await page.WaitForURLAsync("**/account/manage/passkeys?done=passkey-added");
        using var stranger = app.Visitor();
        for (var i = 0; i < 5; i++)
            (await AccountForms.TryPasswordAsync(stranger, "ann@example.org", $"wrong {i}")).Dispose();

        // Without the cookie that names her browser too: the passkey alone opens it.
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/account/login?returnUrl=%2Faccount%2Fmanage");
        await page.WaitForURLAsync("**/account/manage");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Passkey_ThatConfirms_LetsATokenBeMade()
    {
        await using var app = PortalApp.Start(new() { ["SignIn:FreshFor"] = "00:00:05" });
        await app.PersonAsync("ann@example.org", Role.Requester);
        var page = await browser.LogInAsync(app, "ann@example.org");
        await AuthenticatorAsync(page, verifies: true);
        await AddAsync(page, "Laptop");
        await page.WaitForURLAsync("**/account/manage/passkeys?done=passkey-added");
        await Task.Delay(TimeSpan.FromSeconds(5.2));

        await page.GotoAsync("/account/manage/tokens");
        await page.GetByRole(AriaRole.Link, new() { Name = "Confirm that it is you" }).ClickAsync();
        await page.WaitForURLAsync("**/account/manage/tokens");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Make the token" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Passkey_OfADisabledPerson_IsRefused()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var page = await browser.LogInAsync(app, "ann@example.org");
        await AuthenticatorAsync(page, verifies: true);
        await AddAsync(page, "Laptop");
        await page.WaitForURLAsync("**/account/manage/passkeys?done=passkey-added");
        await app.WithAsync<JitPortal.Identity.People, Outcome<JitPortal.Identity.PersonView>>(p =>
            p.DisableAsync(Actor.CommandLine, "ann@example.org", CancellationToken.None)
        );

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/account/login");

        await Assertions.Expect(page.GetByText("This passkey did not work here")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Passkey_AuthenticatorThatVerifiesNobody_IsNotTaken()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var page = await browser.LogInAsync(app, "ann@example.org");
        await AuthenticatorAsync(page, verifies: false);

        await AddAsync(page, "Found on the street");

        await Assertions.Expect(page.Locator("[data-passkey-problem]")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(page.GetByText("You have no passkey yet.")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    private static async Task AddAsync(IPage page, string name)
    {
        await page.GotoAsync("/account/manage/passkeys");
        await page.GetByLabel("Name of a new passkey").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
    }

    private static async Task AuthenticatorAsync(IPage page, bool verifies)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new Dictionary<string, object>
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = verifies,
                    ["isUserVerified"] = verifies,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
    }
}
