using System.Net;
using Deque.AxeCore.Playwright;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Components;

/// <summary>My access and Grants as people see them: a real browser, the real portal, real connections through the gateway.</summary>
[Collection(BrowserCollection.Name)]
public sealed class GrantPagesInChromiumTests(Browser browser) : IAsyncLifetime
{
    private readonly TcpService _service = new();
    private PortalApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _app = PortalApp.Start(new() { ["Gateway:Ports"] = "23000-23499" });
        await _app.PersonAsync("ida@example.org", Role.Requester | Role.Operator | Role.Auditor);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Pages_WithOpenAndClosedGrants_ReadWellAndPassAxe(ColorScheme theme, int width)
    {
        var open = await GrantAsync(TimeSpan.FromMinutes(30), GrantState.Open);
        var past = await GrantAsync(TimeSpan.FromMinutes(20), GrantState.Open);
        using var live = await Client.LiveAsync(open.Connect!.Port);
        var ida = await IdaAsync();
        Assert.True((await _app.Get<GrantLedger>().ReleaseAsync(ida, past.Id, CancellationToken.None)).Ok);
        await UntilAsync(past.Id, GrantState.Closed);

        var page = await LogInAsync(theme, width);
        await page.GotoAsync("/access");
        await page.Locator(".hero").WaitForAsync();
        await Assertions.Expect(page.Locator(".cmd code").First).ToHaveTextAsync($"psql -h 127.0.0.1 -p {open.Connect.Port}");
        await Assertions.Expect(page.Locator(".hero table.conns tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByText("Closed, proved shut").First).ToBeVisibleAsync();
        await CheckAsync(page, $"access-{theme}-{width}");

        var before = await page.Locator(".ring jit-countdown").InnerTextAsync();
        await Assertions.Expect(page.Locator(".ring jit-countdown")).Not.ToHaveTextAsync(before);

        await page.GotoAsync("/grants");
        await page.Locator("tr.grant button.open").First.ClickAsync();
        await page.Locator(".grantd .btn.d").Last.ClickAsync();
        await Assertions.Expect(page.GetByText("This cuts 1 live connection of ida")).ToBeVisibleAsync();
        await CheckAsync(page, $"grants-{theme}-{width}");

        await page.GotoAsync("/access");
        await page.GetByRole(AriaRole.Button, new() { Name = "I'm done" }).ClickAsync();
        Assert.Equal(System.Net.Sockets.SocketError.ConnectionReset, await Client.EndAsync(live));
        await Assertions.Expect(page.Locator(".hero")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1366)]
    [InlineData(ColorScheme.Dark, 1366)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Pages_AfterAClosureThatCouldNotBeVerified_SayItEverywhere(ColorScheme theme, int width)
    {
        var service = new TcpService();
        var unsure = await GrantAsync(TimeSpan.FromMinutes(20), GrantState.Open, service.Endpoint);
        var proved = await GrantAsync(TimeSpan.FromMinutes(20), GrantState.Open);
        await service.DisposeAsync();
        foreach (var grant in new[] { unsure, proved })
        {
            Assert.True((await _app.Get<GrantLedger>().ReleaseAsync(await IdaAsync(), grant.Id, CancellationToken.None)).Ok);
            await UntilAsync(grant.Id, GrantState.Closed);
        }

        var page = await LogInAsync(theme, width);
        await page.GotoAsync("/access");
        await Assertions.Expect(page.GetByText("Closed, could not be verified").First).ToBeVisibleAsync();
        await CheckAsync(page, $"access-unverified-{theme}-{width}");

        await page.GotoAsync("/grants?show=unproved");
        await Assertions.Expect(page.Locator("tr.grant")).ToHaveCountAsync(1);
        await page.Locator("tr.grant button.open").First.ClickAsync();
        await Assertions.Expect(page.GetByText("Could not be verified").First).ToBeVisibleAsync();
        await CheckAsync(page, $"grants-unverified-{theme}-{width}");

        await page.GotoAsync("/settings/enforcement");
        await Assertions.Expect(page.Locator(".latency").GetByText("not verified")).ToBeVisibleAsync();
        await page.Locator(".latency summary").ClickAsync();
        await CheckAsync(page, $"latency-{theme}-{width}");

        await page.GotoAsync("/");
        var tile = page.Locator(".tile", new() { HasText = "Unproven closures" });
        await Assertions.Expect(tile).ToContainTextAsync("1 could not be verified");
        await CheckAsync(page, $"tiles-{theme}-{width}");
    }

    private static async Task CheckAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("JITPORTAL_LOOKS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        var wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth");
        Assert.True(wide <= 0, $"{name} is {wide} px too wide.");
        var found = await page.RunAxe();
        var bad = found
            .Violations.Where(v => v.Impact is "serious" or "critical")
            .Select(v => $"{v.Id}: {v.Help} {string.Join(' ', v.Nodes.Select(n => n.Html))}")
            .ToList();
        Assert.True(bad.Count == 0, $"{name}: {string.Join('\n', bad)}");
    }

    private async Task<IPage> LogInAsync(ColorScheme theme, int width)
    {
        var page = await browser.PageAsync(_app.Address, theme, width);
        await page.GotoAsync("/account/login");
        await page.GetByLabel("E-mail").FillAsync("ida@example.org");
        await page.Locator("input[type=password]").FillAsync(PortalApp.Password);
        await page.Locator("form button[type=submit]").First.ClickAsync();
        await page.WaitForURLAsync(u => !u.Contains("login", StringComparison.Ordinal));
        return page;
    }

    private async Task<Actor> IdaAsync()
    {
        var person = (await _app.Get<JitPortal.Identity.PeopleDirectory>().ListAsync(Actor.CommandLine, CancellationToken.None))
            .Required()
            .Single();
        return new Actor(ActorKind.Person, person.UserId, person.Email, IPAddress.Loopback);
    }

    private async Task<GrantView> GrantAsync(TimeSpan duration, GrantState state, JitPortal.Shared.Endpoint? service = null)
    {
        var ida = await IdaAsync();
        var id = (
            await _app.Get<JournaledWrite>()
                .RunAsync<GrantId>(
                    Actor.System,
                    (db, scope) =>
                    {
                        var request = ApprovedRequest.For(
                            ida.UserId,
                            ida.Name,
                            service ?? _service.Endpoint,
                            "postgresql",
                            duration,
                            scope.Now
                        );
                        db.Requests.Add(request);
                        return Task.FromResult<Outcome<GrantId>>(
                            _app.Get<GrantLedger>().Schedule(db, scope, request, duration).Single().Id
                        );
                    },
                    CancellationToken.None
                )
        ).Required();
        return await UntilAsync(id, state);
    }

    private async Task<GrantView> UntilAsync(GrantId id, GrantState state)
    {
        GrantView? view = null;
        await Eventually.TrueAsync(
            async () =>
            {
                view = (await _app.Get<GrantQueries>().GetAsync(Actor.System, id, CancellationToken.None)).Required();
                return view.State == state && view.Proofs.Count > (state == GrantState.Closed ? 1 : 0) && view.DirectPath is not null;
            },
            $"the grant is {state} and proved"
        );
        return view!;
    }
}
