using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Journeys;

/// <summary>Every page with real content, in both themes and at phone width: no serious or critical finding of axe, nothing wider than the window.</summary>
[Collection(BrowserCollection.Name)]
public sealed class EveryPageTests(Support.Browser browser, ScannedLabFixture lab) : IClassFixture<ScannedLabFixture>
{
    public static TheoryData<string, string> Pages =>
        new()
        {
            { "Yara Lindau", "/" },
            { "Yara Lindau", "/?host=DB" },
            { "Yara Lindau", "/?view=table" },
            { "Yara Lindau", "/services" },
            { "Yara Lindau", "/hosts/DB" },
            { "Yara Lindau", $"/hosts/{ScannedLabFixture.LongNamed}" },
            { "Yara Lindau", $"/?host={ScannedLabFixture.LongNamed}" },
            { "Yara Lindau", "/scans" },
            { "Yara Lindau", "/grants" },
            { "Yara Lindau", "/policies" },
            { "Ida Lorne", "/request?service=DB:5432" },
            { "Ida Lorne", "/access" },
            { "Mira Castell", "/approvals" },
            { "Nils Orre", "/journal" },
            { "Yara Lindau", "/settings/sensitivity" },
            { "Yara Lindau", "/settings/enforcement" },
            { "Tove Brandt", "/people" },
            { ScannedLabFixture.LongNamedPerson, "/access" },
        };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnALaptop_NothingSticksOutAndLightAndDarkHaveNoSeriousFinding(string person, string path)
    {
        var visit = await OpenAsync(person, path, ColorScheme.Light, 1366, 900);
        Assert.Equal("", await visit.Page.EvaluateAsync<string>(StickingOut));
        await visit.HasNoSeriousFindingAsync();
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await visit.HasNoSeriousFindingAsync();
        await visit.Page.Context.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnAPhone_FitsItsWidthNothingSticksOutAndHasNoSeriousFinding(string person, string path)
    {
        var visit = await OpenAsync(person, path, ColorScheme.Light, 390, 844);
        await FitsAPhoneAsync(visit);
        await visit.HasNoSeriousFindingAsync();
        await visit.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task Grants_OneOfAPersonWithALongNameUnfolded_FitsAPhone()
    {
        var visit = await OpenAsync("Yara Lindau", "/grants", ColorScheme.Light, 390, 844);
        await visit.Page.Locator("tr.grant button.open").First.ClickAsync();
        await visit.Page.Locator(".grantd").First.WaitForAsync();
        await FitsAPhoneAsync(visit);
        await visit.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task Scans_FileThatWasCutOff_IsNotShownAsCompleted()
    {
        var visit = await OpenAsync("Yara Lindau", "/scans", ColorScheme.Light, 1366, 900);
        var row = visit.Page.Locator("table.scans tbody tr", new() { HasText = ScannedLabFixture.CutFile });
        await Assertions.Expect(row).ToContainTextAsync("Incomplete");
        await Assertions.Expect(row).Not.ToContainTextAsync("Completed");
        await visit.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task Request_FactsBesideTheForm_HaveTheWidthOfTheirPanel()
    {
        var visit = await OpenAsync("Ida Lorne", "/request?service=DB:5432", ColorScheme.Light, 1366, 900);
        var facts = visit.Page.Locator(".verdict ul li", new() { HasText = "Up to 1 h." });
        await facts.First.WaitForAsync();
        Assert.True((await facts.First.BoundingBoxAsync())!.Width > 300);
        await visit.Page.Context.CloseAsync();
    }

    /// <summary>What can be pressed or has to be read lies inside its panel; what scrolls sideways scrolls in a box of its own.</summary>
    private const string StickingOut = """
        [...document.querySelectorAll('main h1, main h2, main button, main a, main code, main .note, main .chip, main table.grid')].filter(e => {
          const box = e.getBoundingClientRect();
          if (box.width < 2 || !e.checkVisibility()) return false;
          const panel = e.closest('.panel');
          for (let up = e.parentElement; up && up !== panel && up.tagName !== 'MAIN'; up = up.parentElement)
            if (/auto|scroll/.test(getComputedStyle(up).overflowX) && up.scrollWidth > up.clientWidth && !up.matches('.page')) return false;
          return (e.tagName === "H1" && e.scrollWidth > e.clientWidth + 1) || box.right > innerWidth + 1 || (panel && box.right > panel.getBoundingClientRect().right + 1);
        }).map(e => e.outerHTML.slice(0, 160)).join('\n')
        """;

    private static async Task FitsAPhoneAsync(Visit visit)
    {
        Assert.Equal(
            390,
            await visit.Page.EvaluateAsync<int>("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth, 390)")
        );
        Assert.Equal("", await visit.Page.EvaluateAsync<string>(StickingOut));
    }

    private async Task<Visit> OpenAsync(string person, string path, ColorScheme theme, int width, int height)
    {
        var visit = person.Contains('@', StringComparison.Ordinal)
            ? await Visit.WithPasswordAsync(person, lab.App, browser, theme, width, height)
            : await Visit.AsAsync(person, lab.App, browser, theme, width, height);
        await visit.GoAsync(path.Replace("DB", lab.Database, StringComparison.Ordinal));
        await visit.SettledAsync();
        return visit;
    }
}
