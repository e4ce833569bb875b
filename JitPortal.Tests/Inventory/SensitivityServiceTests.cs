using JitPortal.Inventory;
using JitPortal.Inventory.Ingest;
using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Policies;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using static JitPortal.Tests.Inventory.Ingest.InventoryFixture;

namespace JitPortal.Tests.Inventory;

public sealed class SensitivityServiceTests
{
    private static readonly SensitivityClassifier Shipped = new(ShippedRules.All);

    [Theory]
    [InlineData(5432, "postgresql", "High", "database")]
    [InlineData(15432, "postgresql", "High", "database")]
    [InlineData(5432, "http", "High", "database")]
    [InlineData(22, "ssh", "High", "remote-admin")]
    [InlineData(389, "ldap", "Critical", "directory")]
    [InlineData(6443, null, "Critical", "orchestration")]
    [InlineData(445, "microsoft-ds", "High", "file-share")]
    [InlineData(502, "modbus", "Critical", "industrial")]
    [InlineData(5672, "amqp", "High", "queue")]
    [InlineData(8200, "vault", "Critical", "secrets")]
    [InlineData(25, "smtp", "Moderate", "mail")]
    [InlineData(631, "ipp", "Moderate", "printer")]
    [InlineData(80, "http", "Low", "")]
    [InlineData(443, "https", "Low", "")]
    public void Classify_ByTheShippedRules_KnowsTheKind(int port, string? name, string level, string tag)
    {
        var said = Shipped.Classify(new ClassifiedFacts(0, TransportProtocol.Tcp, port, name, null, []));

        Assert.Equal((level, tag), (said.Sensitivity.ToString(), said.Tags.Count > 0 ? said.Tags[0] : ""));
    }

    [Fact]
    public void Classify_ManyRules_WorstWinsTagsAddUpFirstOwnerCounts()
    {
        var classifier = new SensitivityClassifier([
            new SensitivityRule
            {
                Position = 2,
                Name = "b",
                Names = ["ssh"],
                Sensitivity = Sensitivity.Moderate,
                Tags = ["two"],
                Owner = "second",
            },
            new SensitivityRule
            {
                Position = 1,
                Name = "a",
                Networks = ["10.0.0.0/8"],
                Tags = ["one"],
                Owner = "first",
            },
            new SensitivityRule
            {
                Position = 3,
                Name = "c",
                Cpes = ["cpe:/a:openbsd:*"],
                Sensitivity = Sensitivity.Critical,
                Tags = ["One"],
            },
        ]);

        var said = classifier.Classify(
            new ClassifiedFacts(
                AddressText.ToNumber(System.Net.IPAddress.Parse("10.1.1.1")),
                TransportProtocol.Tcp,
                22,
                "ssh",
                null,
                ["cpe:/a:openbsd:openssh"]
            )
        );

        Assert.Equal((Sensitivity.Critical, "one two", "first"), (said.Sensitivity, string.Join(' ', said.Tags), said.Owner));
        Assert.Equal("second", classifier.Classify(new ClassifiedFacts(0, TransportProtocol.Tcp, 22, "ssh", null, [])).Owner);
    }

    [Fact]
    public async Task Save_NewRules_ClassifiesTheInventoryAnew()
    {
        await using var inventory = await SqliteAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(80, "http"), Open(5432, "postgresql"))]);
        var book = inventory.Store.Get<SensitivityService>();

        var saved = await book.SaveAsync(
            Actor.System,
            [new SensitivityRuleView("web", ["80/tcp"], [], [], [], [], Sensitivity.Critical, ["shop"], "web team")],
            0,
            CancellationToken.None
        );

        Assert.Equal((1, 2), (saved.Required().Rules, saved.Required().Reclassified));
        await using var db = inventory.Store.Db();
        Assert.Equal(
            ["80 Critical shop web team", "5432 Low  "],
            (await db.Services.OrderBy(s => s.Port).ToListAsync()).Select(s =>
                $"{s.Port} {s.Sensitivity} {string.Join(',', s.Tags)} {s.Owner}"
            )
        );
        Assert.Equal(Sensitivity.Critical, (await db.Hosts.SingleAsync()).Worst);
        Assert.Equal(1, await db.Journal.CountAsync(e => e.Type == SensitivityRulesSaved.Type));
        Assert.Single((await book.ListAsync(Actor.System, CancellationToken.None)).Required().Rules);
        await book.ResetAsync(Actor.System, CancellationToken.None);
        Assert.Equal(
            ShippedRules.All.Count,
            (await book.ListAsync(Actor.System, CancellationToken.None)).Required().Rules.Count(r => r.Shipped)
        );
    }

    [Fact]
    public async Task Facts_RulesSavedAndServicesNotYetClassified_AreOfTheStricterLevel()
    {
        await using var inventory = await SqliteAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(80, "http"))]);
        // As a portal leaves it that was killed right after the save.
        await inventory
            .Store.Get<JournaledWrite>()
            .RunAsync<Unit>(
                Actor.System,
                (db, scope) =>
                {
                    db.SensitivityRules.Add(
                        new SensitivityRule
                        {
                            Position = 1,
                            Name = "web",
                            Ports = ["80/tcp"],
                            Sensitivity = Sensitivity.Critical,
                            Owner = "web team",
                        }
                    );
                    scope.Record(Subjects.Sensitivity, new SensitivityRulesSaved(0, 0, []));
                    return Task.FromResult<Outcome<Unit>>(Unit.Done);
                },
                CancellationToken.None
            );
        await using var db = inventory.Store.Db();
        var service = await db.Services.AsNoTracking().SingleAsync();
        Assert.Equal(Sensitivity.Low, service.Sensitivity);

        var facts = Assert.Single(await FactGatherer.ForAsync(db, [service.Id], CancellationToken.None));
        Assert.Equal((Sensitivity.Critical, "web team"), (facts.Sensitivity, facts.Owner));

        var done = await inventory.Store.Get<Reclassification>().Begin();
        Assert.Equal(new Reclassification.Done(1, true), done);
        Assert.Equal(Sensitivity.Critical, (await db.Services.AsNoTracking().SingleAsync()).Sensitivity);
        Assert.Equal(Sensitivity.Critical, (await db.Hosts.AsNoTracking().SingleAsync()).Worst);
        Assert.Equal(new Reclassification.Done(0, true), await inventory.Store.Get<Reclassification>().Begin());
    }

    [Fact]
    public async Task Scan_OtherRulesSavedWhileItRuns_ClassifiesByThem()
    {
        await using var inventory = await SqliteAsync();
        var now = inventory.Store.Clock.GetUtcNow();
        await using var session = await inventory
            .Store.Get<InventoryWriter>()
            .BeginAsync(new ScanFrame(ScanId.New(now), SiteName.Main, "office", now), CancellationToken.None);
        await session.WriteAsync([Up("10.0.0.1", Open(80, "http"))], CancellationToken.None);

        await inventory.Store.Get<SensitivityService>().SaveAsync(Actor.System, [Web("web")], null, CancellationToken.None);
        await session.WriteAsync([Up("10.0.0.2", Open(80, "http"))], CancellationToken.None);

        await using var db = inventory.Store.Db();
        Assert.Equal([Sensitivity.High, Sensitivity.High], await db.Services.Select(s => s.Sensitivity).ToListAsync());
    }

    [Fact]
    public async Task Save_WrongRules_NamesEveryProblem()
    {
        await using var inventory = await SqliteAsync();
        var refusal = (
            await inventory
                .Store.Get<SensitivityService>()
                .SaveAsync(
                    Actor.System,
                    [
                        new SensitivityRuleView("", ["99999"], [], [], [], ["10.1"], Sensitivity.Low, [], null),
                        new SensitivityRuleView("all", [], [], [], [], [], Sensitivity.Low, [], null),
                    ],
                    null,
                    CancellationToken.None
                )
        ).Refusal;

        Assert.Equal(["rules[0].name", "rules[0].ports", "rules[0].networks", "rules[1]"], refusal?.Problems.Select(p => p.Field));
    }

    [Fact]
    public async Task Save_OfAnOlderVersion_IsAConflictAndChangesNothing()
    {
        await using var inventory = await SqliteAsync();
        var book = inventory.Store.Get<SensitivityService>();
        SensitivityRuleView[] first = [Web("first")];
        var saved = (await book.SaveAsync(Actor.System, first, 0, CancellationToken.None)).Required();

        var late = await book.SaveAsync(Actor.System, [Web("late")], 0, CancellationToken.None);

        Assert.Equal("rules-changed", late.Refusal?.Code);
        var now = (await book.ListAsync(Actor.System, CancellationToken.None)).Required();
        Assert.Equal((saved.Version, "first", false), (now.Version, now.Rules[0].Name, now.Rules[0].Shipped));
    }

    [Fact]
    public async Task Save_NoRuleAtAll_StaysEmpty()
    {
        await using var inventory = await SqliteAsync();
        var book = inventory.Store.Get<SensitivityService>();

        await book.SaveAsync(Actor.System, [], null, CancellationToken.None);

        Assert.Empty((await book.ListAsync(Actor.System, CancellationToken.None)).Required().Rules);
        Assert.Equal(
            Classification.None,
            await book.ClassifyAsync(new ClassifiedFacts(0, TransportProtocol.Tcp, 22, "ssh", null, []), CancellationToken.None)
        );
    }

    private static SensitivityRuleView Web(string name) => new(name, ["80/tcp"], [], [], [], [], Sensitivity.High, [], null);
}
