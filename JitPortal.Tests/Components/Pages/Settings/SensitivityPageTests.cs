using Bunit;
using JitPortal.Components.Pages.Settings;
using JitPortal.Inventory;
using JitPortal.Shared;
using JitPortal.Tests.Inventory.Ingest;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static JitPortal.Tests.Inventory.Ingest.InventoryFixture;

namespace JitPortal.Tests.Components.Pages.Settings;

public sealed class SensitivityPageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private PageFixture _screen = null!;
    private SensitivityService Book => _screen.Store.Get<SensitivityService>();

    public async ValueTask InitializeAsync() =>
        _screen = await PageFixture.CreateAsync("olga@example.org", b => b.AddInventory(), "Operator");

    public ValueTask DisposeAsync() => _screen.DisposeAsync();

    [Fact]
    public async Task Edit_AnotherLevel_ClassifiesTheServiceAnewAndSaysSo()
    {
        await new InventoryFixture(_screen.Store).ScanAsync([Up("10.0.0.1", Open(80, "http"), Open(22, "ssh"))]);
        await SaveAsync(Web("web"), Web("other") with { Ports = ["81/tcp"] });
        var page = Show();
        await page.Find("[aria-label='Edit web']").ClickAsync(new());
        await page.Find(".ruleform select").ChangeAsync(new() { Value = "Critical" });
        await Field(page, "Tags").ChangeAsync(new() { Value = "shop,  cards " });

        await page.Find(".ruleform").SubmitAsync();

        page.WaitForAssertion(
            () => Assert.Contains("1 service was classified anew", page.Find(".note.okc").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Empty(page.FindAll(".ruleform"));
        await using var db = _screen.Store.Db();
        var service = await db.Services.SingleAsync(s => s.Port == 80);
        Assert.Equal((Sensitivity.Critical, "shop cards"), (service.Sensitivity, string.Join(' ', service.Tags)));
        Assert.Equal(["web", "other"], await NamesAsync());
    }

    [Fact]
    public async Task Add_WrongPort_ShowsItAtItsFieldAndKeepsWhatWasTyped()
    {
        await SaveAsync(Web("web"));
        var page = Show();
        await page.Find(".btn.p").ClickAsync(new());
        await Field(page, "Name").ChangeAsync(new() { Value = "mine" });
        await Field(page, "Ports").ChangeAsync(new() { Value = "22/tcp, 99999" });
        await Field(page, "Tags").ChangeAsync(new() { Value = "x" });

        await page.Find(".ruleform").SubmitAsync();

        page.WaitForAssertion(
            () => Assert.Contains("“99999” is no port", page.Find(".ruleform .hint.bad").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Equal(
            ("true", "22/tcp, 99999"),
            (Field(page, "Ports").GetAttribute("aria-invalid"), Field(page, "Ports").GetAttribute("value"))
        );
        Assert.Equal("mine", Field(page, "Name").GetAttribute("value"));
        Assert.Equal(["web"], await NamesAsync());
    }

    [Fact]
    public async Task Edit_SomebodySavesMeanwhile_KeepsTheDraftAndTheOthersRule()
    {
        await SaveAsync(Web("web"));
        var page = Show();
        await page.Find("[aria-label='Edit web']").ClickAsync(new());
        await Field(page, "Tags").ChangeAsync(new() { Value = "mine" });
        await SaveAsync(Web("theirs") with { Ports = ["81/tcp"] }, Web("web"));

        await page.Find(".ruleform").SubmitAsync();
        page.WaitForAssertion(
            () => Assert.Contains("Somebody saved the rules meanwhile", page.Find(".ruleform .note").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Equal("mine", Field(page, "Tags").GetAttribute("value"));
        await page.Find(".ruleform").SubmitAsync();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".ruleform")), Patience);
        Assert.Equal(["theirs", "web mine"], (await RulesAsync()).Select(r => $"{r.Name} {string.Join(' ', r.Tags)}".TrimEnd()));
    }

    [Fact]
    public async Task MoveAndDelete_FromTheTable_ChangeTheOrder()
    {
        await SaveAsync(Web("a"), Web("b"), Web("c"));
        var page = Show();

        await page.Find("[aria-label='Move c up']").ClickAsync(new());
        await page.Find("[aria-label='Delete a']").ClickAsync(new());
        Assert.Contains("are no longer High", page.Find(".asking").TextContent, StringComparison.Ordinal);
        await page.Find(".asking .btn.d").ClickAsync(new());

        Assert.Equal(["c", "b"], await NamesAsync());
        page.WaitForAssertion(() => Assert.Equal(["c", "b"], page.FindAll(".sensitivity tbody b").Select(b => b.TextContent)), Patience);
    }

    [Fact]
    public async Task Open_ByOneWhoMayOnlyRead_ShowsTheRulesWithTheReasonAndNoButton()
    {
        await using var screen = await PageFixture.CreateAsync(
            "rita@example.org",
            b => b.AddInventory().Services.Replace(ServiceDescriptor.Singleton<IAuthority, ReadersOnly>()),
            "Requester"
        );

        var page = screen.Open<SensitivityPage>("settings/sensitivity");

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".sensitivity tbody tr")), Patience);
        Assert.Contains(NobodyMay.Sentence, page.Find(".note").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".page button"));
    }

    private IRenderedComponent<SensitivityPage> Show()
    {
        var page = _screen.Open<SensitivityPage>("settings/sensitivity");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".sensitivity tbody tr")), Patience);
        return page;
    }

    private static AngleSharp.Dom.IElement Field(IRenderedComponent<SensitivityPage> page, string label) =>
        page.FindAll(".ruleform label.f").Single(l => l.QuerySelector("span")!.TextContent == label).QuerySelector("input")!;

    private async Task SaveAsync(params SensitivityRuleView[] rules) =>
        (await Book.SaveAsync(Actor.System, rules, null, CancellationToken.None)).Required();

    private async Task<IReadOnlyList<SensitivityRuleView>> RulesAsync() =>
        (await Book.ListAsync(Actor.System, CancellationToken.None)).Required().Rules;

    private async Task<IEnumerable<string>> NamesAsync() => (await RulesAsync()).Select(r => r.Name);

    private static SensitivityRuleView Web(string name) => new(name, ["80/tcp"], [], [], [], [], Sensitivity.High, [], null);

    private sealed class ReadersOnly : IAuthority
    {
        public Task<Outcome<ActorRights>> RequireAsync(Actor actor, Role anyOf, string scope, CancellationToken ct) =>
            Task.FromResult<Outcome<ActorRights>>(
                scope == SensitivityService.ReadScope
                    ? new ActorRights(
                        actor.UserId,
                        actor.Name,
                        actor.Name,
                        Role.Requester,
                        new HashSet<string>(StringComparer.OrdinalIgnoreCase),
                        null
                    )
                    : Refusal.Forbidden("not-allowed", NobodyMay.Sentence)
            );
    }
}
