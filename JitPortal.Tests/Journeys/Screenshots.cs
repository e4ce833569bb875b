using JitPortal.Requests;
using JitPortal.Scanning;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace JitPortal.Tests.Journeys;

/// <summary>Makes the pictures of the README from the real pages: <c>./dev screenshots</c>.</summary>
[Collection(BrowserCollection.Name)]
public sealed class Screenshots(Support.Browser browser)
{
    private static readonly string Folder =
        Environment.GetEnvironmentVariable("JITPORTAL_SCREENSHOTS") ?? Path.Combine(Path.GetTempPath(), "jitportal-screenshots");

    /// <summary>Explicit: it proves nothing that other tests do not, and rewrites pictures.</summary>
    [Fact(Explicit = true)]
    public async Task Take()
    {
        Directory.CreateDirectory(Folder);
        await using var app = PortalApp.Start(lab: true);
        await ScanAsync(app);
        var prefix = app.Get<Microsoft.Extensions.Options.IOptions<JitPortal.Lab.LabOptions>>().Value.Prefix;
        await AskAsync(app, "Ida Lorne", $"127.{prefix}.4.3:5432", "Find out why last night's orders are slow (OPS-2417).");
        await ApproveAllAsync(app, "Mira Castell");
        await AskAsync(app, "Ida Lorne", $"127.{prefix}.8.11:2375", "Restart the stuck build container.");
        await AskAsync(app, "Yara Lindau", $"127.{prefix}.4.17:6379", "Look at the key count before tonight's deployment.");
        await AskAsync(app, "Ida Lorne", $"127.{prefix}.32.3:23", "Read the firmware version of PLC 2.");
        foreach (var (theme, word) in ((ColorScheme, string)[])[(ColorScheme.Light, "light"), (ColorScheme.Dark, "dark")])
        {
            await ShootAsync(app, "Yara Lindau", $"/?host=127.{prefix}.4.3", theme, $"map-{word}");
            await ShootAsync(app, "Yara Lindau", "/", theme, $"map-phone-{word}", 390, 844);
            await ShootAsync(app, "Mira Castell", "/approvals", theme, $"approvals-{word}");
            await ShootAsync(app, "Ida Lorne", "/access", theme, $"access-{word}");
            await ShootAsync(
                app,
                "Ida Lorne",
                $"/request?service=127.{prefix}.4.9:3306&reason=Check+last+month%27s+invoices.",
                theme,
                $"request-{word}"
            );
        }
    }

    private static async Task ScanAsync(PortalApp app)
    {
        var ranges = string.Join(", ", app.Get<Microsoft.Extensions.Options.IOptions<ScanningOptions>>().Value.AllowedRanges);
        var scan = (
            await app.Get<ScanService>().StartAsync(Actor.CommandLine, new StartScan(ranges, "standard"), CancellationToken.None)
        ).Required();
        await Eventually.TrueAsync(
            async () =>
                (await app.Get<ScanService>().GetAsync(Actor.CommandLine, scan.Id, CancellationToken.None)).Required().State is "Completed",
            "the lab is scanned",
            300
        );
    }

    private static async Task AskAsync(PortalApp app, string person, string service, string reason)
    {
        var actor = await ActorAsync(app, person);
        await app.WithAsync<RequestService, bool>(async requests =>
            (await requests.SubmitAsync(actor, new Ask([service], TimeSpan.FromMinutes(20), reason), CancellationToken.None)).Required()
                is not null
        );
    }

    private static async Task ApproveAllAsync(PortalApp app, string person)
    {
        var actor = await ActorAsync(app, person);
        await using var db = app.Get<IDbContextFactory<JitPortal.Data.PortalDb>>().CreateDbContext();
        foreach (var request in await db.Requests.AsNoTracking().Select(r => r.Id).ToListAsync())
            await app.WithAsync<RequestService, bool>(async requests =>
                (await requests.ApproveAsync(actor, request, null, null, CancellationToken.None)).Required() is not null
            );
    }

    private static async Task<Actor> ActorAsync(PortalApp app, string person)
    {
        await using var db = app.Get<IDbContextFactory<JitPortal.Data.PortalDb>>().CreateDbContext();
        var user = await db.Users.SingleAsync(u => u.Name == person);
        return new Actor(ActorKind.Person, user.Id, user.Email!, System.Net.IPAddress.Loopback);
    }

    private async Task ShootAsync(
        PortalApp app,
        string person,
        string path,
        ColorScheme theme,
        string name,
        int width = 1440,
        int height = 900
    )
    {
        var visit = await Visit.AsAsync(person, app, browser, theme, width, height);
        await visit.GoAsync(path);
        await visit.SettledAsync();
        // The map draws after its snapshot arrived, outside of what the page tells.
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        if (await visit.Page.Locator("[data-map]").CountAsync() > 0)
            await visit.Page.Locator("[data-map][data-drawn]:not([data-drawn^='hosts=0'])").WaitForAsync();
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
        await visit.Page.Context.CloseAsync();
    }
}
