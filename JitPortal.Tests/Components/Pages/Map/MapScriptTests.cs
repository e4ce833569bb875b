using System.Globalization;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Inventory.Map;
using JitPortal.Requests;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Components.Pages.Map;

/// <summary>The script behind the canvas, in the real browser, against what the server really packs.</summary>
[Collection(BrowserCollection.Name)]
public sealed class MapScriptTests(Support.Browser browser)
{
    private const int Up = (int)MapFlags.Up;
    private static readonly MapClass[] Classes = [new("postgresql", Sensitivity.Critical), new("ssh", Sensitivity.High)];

    [Fact]
    public async Task Click_OnACell_ChoosesTheHostThatIsDrawnThere()
    {
        await using var stage = await MapFixture.ShowAsync(
            Picture(
                Net("10.0.1.0/24", "Databases", Host("10.0.1.71", Sensitivity.Critical)),
                Net("10.0.2.0/24", "", Host("10.0.2.5", Sensitivity.Low))
            )
        );
        var page = await OpenAsync(stage);

        await ClickAsync(page, "10.0.2.5");

        Assert.Equal(["HostChosen", "10.0.2.5"], await page.EvaluateAsync<string[]>("calls.filter(c => c[0] === 'HostChosen').at(-1)"));
    }

    [Fact]
    public async Task Click_OnAFreeAddress_ChoosesNoHost()
    {
        await using var stage = await MapFixture.ShowAsync(Picture(Net("10.0.1.0/24", "", Host("10.0.1.71", Sensitivity.Critical))));
        var page = await OpenAsync(stage);

        await ClickAsync(page, "10.0.1.72");

        Assert.Equal(0, await page.EvaluateAsync<int>("calls.filter(c => c[0] === 'HostChosen').length"));
        Assert.Equal("net:10.0.1.0/24", await page.EvaluateAsync<string>("map.cursor"));
    }

    [Fact]
    public async Task Drawn_Numbers_AreThoseThatAreSpoken()
    {
        await using var stage = await MapFixture.ShowAsync(Lab());
        stage.Paths = Paths(Grant("g1", "10.0.1.3"), Grant("g2", "10.0.2.5", GrantState.Closing, attempts: 3));
        var page = await OpenAsync(stage);

        await page.FocusAsync("[data-over]");

        Assert.Matches("^hosts=3 networks=2 paths=2 scale=[0-9.]+ lens=sensitivity$", await DrawnAsync(page));
        Assert.StartsWith(
            "Network map: 2 networks, 3 hosts, 2 open paths, 1 not proved shut.",
            await page.TextContentAsync("[data-voice]"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Closing_ThatIsNotProved_IsRedRoundItsCell()
    {
        await using var stage = await MapFixture.ShowAsync(Lab());
        stage.Paths = Paths(Grant("g1", "10.0.1.9", GrantState.Closing, attempts: 3));
        var page = await OpenAsync(stage);

        Assert.Equal(1, await page.EvaluateAsync<int>("map.facts().red"));
        Assert.True(await RingIsAsync(page, "10.0.1.9", "--bad"), "The ring round the cell is not red.");
        stage.Paths = Paths(Grant("g1", "10.0.1.9"));
        await page.EvaluateAsync("map.loadPaths()");

        Assert.Equal(0, await page.EvaluateAsync<int>("map.facts().red"));
        Assert.True(await RingIsAsync(page, "10.0.1.9", "--accent"), "The ring round the cell does not show the open grant.");
    }

    [Fact]
    public async Task Proof_OfAClosingThatWasWatched_IsSpokenAndNothingBefore()
    {
        await using var stage = await MapFixture.ShowAsync(Lab());
        stage.Paths = Paths(Grant("g1", "10.0.1.9"));
        var page = await OpenAsync(stage);
        stage.Paths = Paths(Grant("g1", "10.0.1.9", GrantState.Closing));
        await page.EvaluateAsync("map.loadPaths()");
        Assert.Equal(0, await page.EvaluateAsync<int>("map.endings.length"));

        stage.Paths = Paths(Grant("g1", "10.0.1.9", GrantState.Closed) with { Proof = ProbeVerdict.Proved, ShutAfterMs = 140 });
        await page.EvaluateAsync("map.loadPaths()");

        Assert.Equal("Proved shut, 0.14 s at gateway", await page.TextContentAsync("[data-voice]"));
        Assert.Contains(" paths=0 ", await DrawnAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_WalkOpenZoomAndFit()
    {
        await using var stage = await MapFixture.ShowAsync(Lab());
        var page = await OpenAsync(stage);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
        var fit = await ScaleAsync(page);

        await page.FocusAsync("[data-over]");
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.StartsWith("10.0.1.3: High", await page.TextContentAsync("[data-voice]"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.StartsWith("10.0.1.9: Low", await page.TextContentAsync("[data-voice]"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("10.0.1.9", await page.EvaluateAsync<string>("calls.findLast(c => c[0] === 'HostChosen')[1]"));
        Assert.True(await ScaleAsync(page) > fit, "Enter does not go in.");
        await page.Keyboard.PressAsync("0");
        Assert.Equal(fit, await ScaleAsync(page), 3);
        await page.Keyboard.PressAsync("+");
        Assert.True(await ScaleAsync(page) > fit * 1.3);
        await page.Keyboard.PressAsync("3");
        Assert.Equal("paths", await page.EvaluateAsync<string>("calls.findLast(c => c[0] === 'LensWanted')[1]"));
    }

    [Fact]
    public async Task Wheel_ZoomsAtThePointer()
    {
        await using var stage = await MapFixture.ShowAsync(Lab());
        var page = await OpenAsync(stage);
        var (x, y) = await PlaceAsync(page, "10.0.1.9");
        var fit = await ScaleAsync(page);

        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.WheelAsync(0, -400);
        await page.UntilAsync(string.Create(CultureInfo.InvariantCulture, $"map.camera.k > {fit * 1.5}"));

        var (after, below) = await PlaceAsync(page, "10.0.1.9");
        Assert.InRange(Math.Abs(after - x) + Math.Abs(below - y), 0, 2);
    }

    [Fact]
    public async Task Pinch_WithTwoFingers_Zooms()
    {
        await using var stage = await MapFixture.ShowAsync(Lab());
        var page = await OpenAsync(stage, width: 390, height: 844);
        var fit = await ScaleAsync(page);
        var session = await page.Context.NewCDPSessionAsync(page);
        async Task TouchAsync(string type, params (int X, int Y)[] fingers) =>
            await session.SendAsync(
                "Input.dispatchTouchEvent",
                new Dictionary<string, object>
                {
                    ["type"] = type,
                    ["touchPoints"] = fingers
                        .Select(
                            (f, id) =>
                                new
                                {
                                    x = f.X,
                                    y = f.Y,
                                    id,
                                }
                        )
                        .ToArray(),
                }
            );

        await TouchAsync("touchStart", (180, 200), (220, 200));
        for (var apart = 20; apart <= 100; apart += 20)
            await TouchAsync("touchMove", (200 - apart, 200), (200 + apart, 200));
        await TouchAsync("touchEnd");

        await page.UntilAsync(string.Create(CultureInfo.InvariantCulture, $"map.camera.k > {fit * 1.5}"));
    }

    [Fact]
    public async Task Address_OfThePlace_BringsItBackInAnotherWindow()
    {
        await using var stage = await MapFixture.ShowAsync(Lab());
        var page = await OpenAsync(stage);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
        await page.EvaluateAsync("map.enter('net:10.0.2.0/24')");
        await page.UntilAsync("new URL(location.href).searchParams.has('at')");
        var address = new Uri(page.Url);

        var again = await browser.PageAsync(stage.Address, width: 1100, height: 700);
        await again.GotoAsync(address.PathAndQuery);
        await again.WaitForSelectorAsync("body[data-ready]");

        Assert.StartsWith("10.0.2.0/24,", System.Web.HttpUtility.ParseQueryString(address.Query)["at"], StringComparison.Ordinal);
        Assert.Equal(await ScaleAsync(page), await ScaleAsync(again), 0);
    }

    [Theory]
    [InlineData(Sensitivity.Low, "--s1")]
    [InlineData(Sensitivity.Moderate, "--s2")]
    [InlineData(Sensitivity.High, "--s3")]
    public async Task Draw_Sensitivity_FillsTheCellWithItsColour(Sensitivity level, string token)
    {
        await using var stage = await MapFixture.ShowAsync(Picture(Net("10.0.1.0/24", "", Host("10.0.1.40", level))));
        var page = await OpenAsync(stage);

        Assert.Equal(await ColourAsync(page, token), await PixelAsync(page, "10.0.1.40"));
    }

    [Fact]
    public async Task Draw_Critical_HasAHoleSoThatColourIsNotAlone()
    {
        await using var stage = await MapFixture.ShowAsync(Picture(Net("10.0.1.0/24", "", Host("10.0.1.40", Sensitivity.Critical))));
        var page = await OpenAsync(stage);

        Assert.Equal(await ColourAsync(page, "--block"), await PixelAsync(page, "10.0.1.40"));
    }

    [Fact]
    public async Task Apply_DeltaWithAnUnknownNetwork_AddsItInAddressOrder()
    {
        await using var stage = await MapFixture.ShowAsync(Picture(Net("10.0.5.0/24", "", Host("10.0.5.1", Sensitivity.Low))));
        var page = await OpenAsync(stage);

        var networks = await page.EvaluateAsync<string[]>(
            "map.apply({ hosts: [{ a: '10.0.2.200', s: 3, f: 5, c: 2, n: 1, h: 0, w: 0 }, { a: '2001:db8::7', s: 1, f: 1, c: 0, n: 1, h: 0, w: 0 }] }).matrix.networks.map(n => n.cidr)"
        );

        Assert.Equal(["10.0.2.0/24", "10.0.5.0/24", "2001:db8::/64"], networks);
    }

    [Fact]
    public async Task Apply_Hint_NeverCoversWhatIsKnownAndGoesWithItsScan()
    {
        await using var stage = await MapFixture.ShowAsync(Picture(Net("10.0.5.0/24", "", Host("10.0.5.1", Sensitivity.High))));
        var page = await OpenAsync(stage);
        const string Hint = "{ s: 0, f: 64, c: 0, n: 0, h: 0, w: 0 }";

        Assert.Equal(
            1,
            await page.EvaluateAsync<int>($"map.apply({{ hosts: [{{ a: '10.0.5.1', ...{Hint} }}, {{ a: '10.0.5.2', ...{Hint} }}] }}).hints")
        );
        await page.EvaluateAsync("map.setScan([])");

        Assert.Equal(0, await page.EvaluateAsync<int>("map.facts().hints"));
        Assert.Equal(1, await page.EvaluateAsync<int>("map.facts().hosts"));
    }

    [Fact]
    public async Task Filter_Mask_LeavesOnlyTheMatchAtFullStrength()
    {
        await using var stage = await MapFixture.ShowAsync(
            Picture(Net("10.0.1.0/24", "", Host("10.0.1.40", Sensitivity.High), Host("10.0.1.42", Sensitivity.High)))
        );
        var page = await OpenAsync(stage);
        var mask = JitPortal.Components.Pages.Map.MatchMask.Of(["10.0.1.42"]);

        await page.EvaluateAsync("m => map.setMatches(m)", new { blocks = mask.Blocks, others = mask.Others });

        var full = await ColourAsync(page, "--s3");
        Assert.Equal(full, await PixelAsync(page, "10.0.1.42"));
        Assert.NotEqual(full, await PixelAsync(page, "10.0.1.40"));
    }

    [Fact]
    public async Task Labels_WrittenByAnAttacker_AreDrawnAndNeverBecomeElements()
    {
        const string Evil = "<img src=x onerror=window.hit=1>";
        await using var stage = await MapFixture.ShowAsync(
            new MapPicture(
                DateTimeOffset.UnixEpoch,
                [new MapClass(Evil, Sensitivity.High)],
                [Net("10.0.1.0/24", Evil, new MapHost("10.0.1.40", 3, Up, 1, 1, 0, 0))]
            )
        );
        var page = await OpenAsync(stage);

        var (x, y) = await PlaceAsync(page, "10.0.1.40");
        await page.Mouse.MoveAsync(x, y);
        await page.UntilAsync("!document.querySelector('[data-label]').hidden");

        Assert.Contains(Evil, await page.TextContentAsync("[data-label]"), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>("window.hit === undefined"));
    }

    [Fact]
    public async Task Load_65536Hosts_ShowsAllOfThemAndOpensOne()
    {
        var networks = Enumerable
            .Range(0, 256)
            .Select(n =>
                Net(
                    string.Create(CultureInfo.InvariantCulture, $"10.0.{n}.0/24"),
                    "",
                    [
                        .. Enumerable
                            .Range(0, 256)
                            .Select(i => Host(string.Create(CultureInfo.InvariantCulture, $"10.0.{n}.{i}"), (Sensitivity)(1 + (i % 4)))),
                    ]
                )
            )
            .ToArray();
        await using var stage = await MapFixture.ShowAsync(Picture(networks));
        var page = await OpenAsync(stage);
        Assert.StartsWith("hosts=65536 networks=256 paths=0 ", await DrawnAsync(page), StringComparison.Ordinal);

        await page.EvaluateAsync("map.enter('host:10.0.77.7'), map.enter('host:10.0.77.7')");
        await page.UntilAsync("map.camera.k > 30");
        await ClickAsync(page, "10.0.77.7");

        Assert.Equal("10.0.77.7", await page.EvaluateAsync<string>("calls.findLast(c => c[0] === 'HostChosen')[1]"));
    }

    private static MapPicture Lab() =>
        Picture(
            Net("10.0.1.0/27", "Core", Host("10.0.1.3", Sensitivity.High), Host("10.0.1.9", Sensitivity.Low)),
            Net("10.0.2.0/24", "Data", Host("10.0.2.5", Sensitivity.Critical))
        );

    private static MapPaths Paths(params PathGrant[] grants) =>
        new(
            DateTimeOffset.UtcNow,
            [new PathPoint("gateway", true, true)],
            [new PathPerson("u1", "Ida Lorne", false)],
            grants,
            [],
            new PathCounts(0, 0, 0),
            true
        );

    private static PathGrant Grant(string id, string address, GrantState state = GrantState.Open, int attempts = 0)
    {
        var now = DateTimeOffset.UtcNow;
        return new PathGrant(
            new GrantId(Guid.Parse(id.Replace("g", "", StringComparison.Ordinal).PadLeft(32, '0'))),
            0,
            [0],
            address,
            22,
            "tcp",
            "ssh",
            "web-1",
            3,
            state,
            now.AddMinutes(-10),
            now.AddMinutes(10),
            state == GrantState.Open ? null : now,
            null,
            attempts,
            null,
            null,
            null
        );
    }

    private static MapPicture Picture(params MapNetwork[] networks) => new(DateTimeOffset.UnixEpoch, Classes, networks);

    private static MapNetwork Net(string cidr, string name, params MapHost[] hosts) => new(cidr, name, 4, hosts);

    private static MapHost Host(string address, Sensitivity level) => new(address, (int)level, Up, 0, 1, 0, 0);

    private async Task<IPage> OpenAsync(MapFixture stage, int width = 1440, int height = 900)
    {
        var page = await browser.PageAsync(stage.Address, width: width, height: height);
        await page.GotoAsync("/");
        await page.WaitForSelectorAsync("body[data-ready]");
        await page.UntilAsync("document.querySelector('[data-map]').dataset.drawn?.includes('networks=0') === false");
        return page;
    }

    private static async Task<string> DrawnAsync(IPage page)
    {
        await page.EvaluateAsync("new Promise(r => { map.wake(); requestAnimationFrame(() => requestAnimationFrame(r)); })");
        return await page.GetAttributeAsync("[data-map]", "data-drawn") ?? "";
    }

    private static Task<double> ScaleAsync(IPage page) => page.EvaluateAsync<double>("map.camera.k");

    private static async Task<(float X, float Y)> PlaceAsync(IPage page, string address)
    {
        var at = await page.EvaluateAsync<float[]>("a => { const { x, y } = map.spotOf(a); return [x, y]; }", address);
        return (at[0], at[1]);
    }

    private static async Task ClickAsync(IPage page, string address)
    {
        var (x, y) = await PlaceAsync(page, address);
        await page.Mouse.ClickAsync(x, y);
    }

    /// <summary>Colour in the middle of a cell, after the next frame.</summary>
    private static async Task<string> PixelAsync(IPage page, string address) =>
        await page.EvaluateAsync<string>(
            """
            async a => { map.changed(); await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
              const { left, top } = map.over.getBoundingClientRect(), { x, y } = map.spotOf(a), { g, dpr } = map.frames.below;
              const [red, green, blue] = g.getImageData(Math.floor((x - left) * dpr), Math.floor((y - top) * dpr), 1, 1).data; return `${red} ${green} ${blue}`; }
            """,
            address
        );

    /// <summary>Whether the ring round a cell has the colour: it is sought to the left of the cell's middle.</summary>
    private static async Task<bool> RingIsAsync(IPage page, string address, string token) =>
        await page.EvaluateAsync<bool>(
            """
            async ([a, wanted]) => { map.wake(); await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
              const { left, top } = map.over.getBoundingClientRect(), { x, y } = map.spotOf(a), { g, dpr } = map.frames.above;
              const half = map.camera.k * 0.43;
              for (let d = half; d < half + 6; d += 0.5) {
                const [red, green, blue, alpha] = g.getImageData(Math.floor((x - left - d) * dpr), Math.floor((y - top) * dpr), 1, 1).data;
                if (alpha > 200 && `${red} ${green} ${blue}` === wanted) return true; }
              return false; }
            """,
            new[] { address, await ColourAsync(page, token) }
        );

    private static async Task<string> ColourAsync(IPage page, string token) =>
        await page.EvaluateAsync<string>(
            "t => { const h = getComputedStyle(document.documentElement).getPropertyValue(t).trim(); return [1, 3, 5].map(o => parseInt(h.slice(o, o + 2), 16)).join(' '); }",
            token
        );
}
