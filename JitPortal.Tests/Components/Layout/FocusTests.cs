using System.Threading.Channels;
using JitPortal.Shared;
using JitPortal.Tests.Journeys;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Components.Layout;

/// <summary>Where the keyboard is when a page opens, over a line that is slow.</summary>
[Collection(BrowserCollection.Name)]
public sealed class FocusTests(Browser browser)
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(700);

    [Fact]
    public async Task SlowLine_TheHeadingDoesNotTakeTheKeyboardFromAFieldThatIsTypedIn()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ida@example.org", Role.Requester);
        var visit = await Visit.WithPasswordAsync("ida@example.org", app, browser);
        var page = visit.Page;
        await page.RouteWebSocketAsync("**/_blazor**", socket => Slow(socket, socket.ConnectToServer()));
        await page.GotoAsync("/request?service=10.20.4.71:5432/tcp");
        var reason = page.GetByLabel("Reason");
        await reason.FocusAsync();
        await page.Keyboard.TypeAsync("Orders are stuck.", new() { Delay = 120 });

        await Assertions.Expect(reason).ToHaveValueAsync("Orders are stuck.");
        await Assertions.Expect(reason).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task SlowLine_TheSearchFieldKeepsEveryLetter()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ida@example.org", Role.Requester);
        var visit = await Visit.WithPasswordAsync("ida@example.org", app, browser);
        var page = visit.Page;
        await page.RouteWebSocketAsync("**/_blazor**", socket => Slow(socket, socket.ConnectToServer()));
        await visit.GoAsync("/access");
        await page.Locator("#search").FocusAsync();
        await page.Keyboard.TypeAsync("127.77.1.20 and some more", new() { Delay = 110 });
        await Task.Delay(2 * Delay);
        await Assertions.Expect(page.Locator("#search")).ToHaveValueAsync("127.77.1.20 and some more");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task PageThatOpens_ItsHeadingHasTheKeyboard()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ida@example.org", Role.Requester);
        var visit = await Visit.WithPasswordAsync("ida@example.org", app, browser);
        await visit.GoAsync("/access");
        await Assertions.Expect(visit.Page.Locator("h1")).ToBeFocusedAsync();
        await visit.Page.Context.CloseAsync();
    }

    /// <summary>What the browser says arrives late, in the order in which it was said.</summary>
    private static void Slow(IWebSocketRoute browser, IWebSocketRoute server)
    {
        var frames = Channel.CreateUnbounded<(DateTime Due, IWebSocketFrame Frame)>();
        browser.OnMessage(frame => frames.Writer.TryWrite((DateTime.UtcNow + Delay, frame)));
        _ = DeliverAsync();

        async Task DeliverAsync()
        {
            await foreach (var (due, frame) in frames.Reader.ReadAllAsync())
            {
                if (due - DateTime.UtcNow is { Ticks: > 0 } wait)
                    await Task.Delay(wait);
                if (frame.Binary is { } bytes)
                    server.Send(bytes);
                else
                    server.Send(frame.Text!);
            }
        }
    }
}
