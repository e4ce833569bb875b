using Microsoft.Playwright;

namespace JitPortal.Tests.Support;

/// <summary>
/// The machine's own Chromium, started once for all tests that share it; each test takes a context of its own. Tests skip, with the
/// reason, where there is none.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        if (Executable(_playwright) is not { } path)
            return;
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = path,
                Headless = true,
                // Chromium counts localhost as safe even over http; a name shows how browsers treat plain http elsewhere.
                Args =
                [
                    "--host-resolver-rules=MAP portal.test 127.0.0.1",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    /// <summary>The machine's own, or the one that <c>./dev test</c> fetched where the system has no package of it.</summary>
    private static string? Executable(IPlaywright playwright) =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named
            ? named
            : (
                (string[])
                    ["/usr/bin/chromium", "/usr/bin/google-chrome-stable", "/usr/bin/google-chrome", playwright.Chromium.ExecutablePath]
            ).FirstOrDefault(File.Exists);

    /// <summary>A fresh page at the portal; sizes in CSS pixels.</summary>
    public async Task<IPage> PageAsync(Uri address, ColorScheme theme = ColorScheme.Light, int width = 1440, int height = 900)
    {
        Assert.SkipUnless(_browser is not null, "There is no Chromium on this machine (./dev test installs it, or set CHROMIUM).");
        var context = await _browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = address.ToString(),
                ColorScheme = theme,
                ViewportSize = new ViewportSize { Width = width, Height = height },
            }
        );
        return await context.NewPageAsync();
    }

    /// <summary>A page with the person's session, opened where they land after the log-in.</summary>
    internal async Task<IPage> LogInAsync(
        PortalApp app,
        string email,
        ColorScheme theme = ColorScheme.Light,
        int width = 1440,
        int height = 900
    )
    {
        var page = await PageAsync(app.Address, theme, width, height);
        await page.GotoAsync("/account/login");
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(PortalApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).ClickAsync();
        await page.WaitForSelectorAsync("main[data-ready]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
