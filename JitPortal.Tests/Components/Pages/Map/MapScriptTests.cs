using System.Globalization;
using JitPortal.Inventory.Map;
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

        await ClickAsync(page, block: 1, cell: 5);

        Assert.Equal(["HostChosen", "10.0.2.5"], await page.EvaluateAsync<string[]>("calls.filter(c => c[0] === 'HostChosen').at(-1)"));
    }

    [Fact]
    public async Task Click_OnAFreeAddress_ChoosesNothing()
    {
        await using var stage = await MapFixture.ShowAsync(Picture(Net("10.0.1.0/24", "", Host("10.0.1.71", Sensitivity.Critical))));
        var page = await OpenAsync(stage);

        await ClickAsync(page, block: 0, cell: 72);

        Assert.Equal(0, await page.EvaluateAsync<int>("calls.filter(c => c[0] === 'HostChosen').length"));
    }

    [Fact]
    public async Task Keys_ArrowAndEnter_WalkFromHostToHostAndSayIt()
    {
        await using var stage = await MapFixture.ShowAsync(
            Picture(Net("10.0.1.0/24", "", Host("10.0.1.3", Sensitivity.High), Host("10.0.1.9", Sensitivity.Low)))
        );
        var page = await OpenAsync(stage);

        await page.FocusAsync("canvas");
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.StartsWith("10.0.1.3: High", await page.TextContentAsync("[data-voice]"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.StartsWith("10.0.1.9: Low", await page.TextContentAsync("[data-voice]"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Enter");

        Assert.Equal("10.0.1.9", await page.EvaluateAsync<string>("calls.at(-1)[1]"));
    }

    [Theory]
    [InlineData(Sensitivity.Low, "--s1")]
    [InlineData(Sensitivity.Moderate, "--s2")]
    [InlineData(Sensitivity.High, "--s3")]
    public async Task Draw_Sensitivity_FillsTheCellWithItsColour(Sensitivity level, string token)
    {
        await using var stage = await MapFixture.ShowAsync(Picture(Net("10.0.1.0/24", "", Host("10.0.1.40", level))));
        var page = await OpenAsync(stage);

        Assert.Equal(await ColourAsync(page, token), await PixelAsync(page, 0, 40));
    }

    [Fact]
    public async Task Draw_Critical_HasAHoleSoThatColourIsNotAlone()
    {
        await using var stage = await MapFixture.ShowAsync(Picture(Net("10.0.1.0/24", "", Host("10.0.1.40", Sensitivity.Critical))));
        var page = await OpenAsync(stage);

        Assert.Equal(await ColourAsync(page, "--block"), await PixelAsync(page, 0, 40));
    }

    [Fact]
    public async Task Apply_DeltaWithAnUnknownNetwork_AddsItsBlockInAddressOrder()
    {
        await using var stage = await MapFixture.ShowAsync(Picture(Net("10.0.5.0/24", "", Host("10.0.5.1", Sensitivity.Low))));
        var page = await OpenAsync(stage);

        var networks = await page.EvaluateAsync<string[]>(
            "map.apply({ hosts: [{ a: '10.0.2.200', s: 3, f: 5, c: 2, n: 1, h: 0, w: 0 }, { a: '2001:db8::7', s: 1, f: 1, c: 0, n: 1, h: 0, w: 0 }] }).matrix.networks.map(n => n.cidr)"
        );

        Assert.Equal(["10.0.2.0/24", "10.0.5.0/24", "2001:db8::/64"], networks);
        Assert.Equal("2001:db8::7", await page.EvaluateAsync<string>("(b => b.network.address(b, 0))(map.blocks.at(-1))"));
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
    public async Task Reclass_WhenTheTellingServicesChange_KeepsEachHostsServices()
    {
        await using var stage = await MapFixture.ShowAsync(Picture(Net("10.0.1.0/24", "", new MapHost("10.0.1.40", 3, Up, 2, 1, 0, 0))));
        var page = await OpenAsync(stage);

        var row = await page.EvaluateAsync<int[]>(
            "map.apply({ classes: [{ label: 'modbus', sensitivity: 4 }, { label: 'postgresql', sensitivity: 4 }, { label: 'ssh', sensitivity: 3 }] }).matrix.rows.map(r => r.counts[0])"
        );

        Assert.Equal([0, 0, 1], row);
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
        Assert.Equal(full, await PixelAsync(page, 0, 42));
        Assert.NotEqual(full, await PixelAsync(page, 0, 40));
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

        await HoverAsync(page, 0, 40);
        await page.UntilAsync("!document.querySelector('[data-label]').hidden");

        Assert.Contains(Evil, await page.TextContentAsync("[data-label]"), StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>("window.hit === undefined"));
    }

    [Fact]
    public async Task Load_65536Hosts_ShowsTheNetworksFirstAndOpensOne()
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
        Assert.Equal(65536, await page.EvaluateAsync<int>("facts.hosts"));
        Assert.Equal("overview", await page.EvaluateAsync<string>("map.shown"));

        await page.FocusAsync("canvas");
        foreach (var key in (string[])["ArrowRight", "ArrowRight", "Enter"])
            await page.Keyboard.PressAsync(key);

        Assert.Equal("wall", await page.EvaluateAsync<string>("map.shown"));
        Assert.StartsWith("10.0.1.0:", await page.TextContentAsync("[data-voice]"), StringComparison.Ordinal);
    }

    private static MapPicture Picture(params MapNetwork[] networks) => new(DateTimeOffset.UnixEpoch, Classes, networks);

    private static MapNetwork Net(string cidr, string name, params MapHost[] hosts) => new(cidr, name, 4, hosts);

    private static MapHost Host(string address, Sensitivity level) => new(address, (int)level, Up, 0, 1, 0, 0);

    private async Task<IPage> OpenAsync(MapFixture stage)
    {
        var page = await browser.PageAsync(stage.Address);
        await page.GotoAsync("/");
        await page.WaitForSelectorAsync("body[data-ready]");
        await page.UntilAsync("document.querySelector('[data-map]').dataset.drawn !== undefined");
        return page;
    }

    private static async Task<(float X, float Y)> PlaceAsync(IPage page, int block, int cell)
    {
        var at = await page.EvaluateAsync<float[]>(
            "([b, i]) => { const p = map.plan, r = map.canvas.getBoundingClientRect(), half = p.cell / 2; return [r.left + p.x(b) + (i % 16) * p.pitch + half, r.top + p.y(b) + p.head + (i >> 4) * p.pitch + half]; }",
            new[] { block, cell }
        );
        return (at[0], at[1]);
    }

    private static async Task ClickAsync(IPage page, int block, int cell)
    {
        var (x, y) = await PlaceAsync(page, block, cell);
        await page.Mouse.ClickAsync(x, y);
    }

    private static async Task HoverAsync(IPage page, int block, int cell)
    {
        var (x, y) = await PlaceAsync(page, block, cell);
        await page.Mouse.MoveAsync(x, y);
    }

    /// <summary>Colour in the middle of a cell, after the next frame.</summary>
    private static async Task<string> PixelAsync(IPage page, int block, int cell) =>
        await page.EvaluateAsync<string>(
            """
            async ([b, i]) => { map.wake(); await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
              const p = map.plan, d = map.dpr, half = Math.floor(p.cell / 2);
              const [r, g, bl] = map.g.getImageData((p.x(b) + (i % 16) * p.pitch + half) * d, (p.y(b) + p.head + (i >> 4) * p.pitch + half) * d, 1, 1).data; return `${r} ${g} ${bl}`; }
            """,
            new[] { block, cell }
        );

    private static async Task<string> ColourAsync(IPage page, string token) =>
        await page.EvaluateAsync<string>(
            "t => { const h = getComputedStyle(document.documentElement).getPropertyValue(t).trim(); return [1, 3, 5].map(o => parseInt(h.slice(o, o + 2), 16)).join(' '); }",
            token
        );
}
