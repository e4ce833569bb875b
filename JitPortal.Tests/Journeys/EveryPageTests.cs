using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Journeys;

/// <summary>Every page with real content, in both themes and at phone width: no serious or critical finding of axe, nothing wider than the window.</summary>
[Collection(BrowserCollection.Name)]
public sealed class EveryPageTests(Support.Browser browser, ScannedLab lab) : IClassFixture<ScannedLab>
{
    public static TheoryData<string, string> Pages => new()
    {
        { "Yara Lindau", "/" },
        { "Yara Lindau", "/?host=DB" },
        { "Yara Lindau", "/?view=table" },
        { "Yara Lindau", "/services" },
        { "Yara Lindau", "/hosts/DB" },
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
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_LightAndDark_HasNoSeriousFinding(string person, string path)
    {
        foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            var visit = await OpenAsync(person, path, theme, 1440, 900);
            await visit.HasNoSeriousFindingAsync();
            await visit.Page.Context.CloseAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnAPhone_FitsItsWidthAndHasNoSeriousFinding(string person, string path)
    {
        var visit = await OpenAsync(person, path, ColorScheme.Light, 390, 844);
        Assert.Equal(390, await visit.Page.EvaluateAsync<int>("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth, 390)"));
        await visit.HasNoSeriousFindingAsync();
        await visit.Page.Context.CloseAsync();
    }

    private async Task<Visit> OpenAsync(string person, string path, ColorScheme theme, int width, int height)
    {
        var visit = await Visit.AsAsync(person, lab.App, browser, theme, width, height);
        await visit.GoAsync(path.Replace("DB", lab.Database, StringComparison.Ordinal));
        await visit.SettledAsync();
        return visit;
    }
}
