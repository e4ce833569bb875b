using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using static JitPortal.Tests.Requests.RequestFixture;

namespace JitPortal.Tests.Requests;

/// <summary>What SQL finds waiting for somebody is what they may decide, one request at a time, on both databases.</summary>
public sealed class WaitingForMeTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly string[] People = ["ida", "mira", "ruben", "olga", "ada", "boss", "second"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_OfEachPerson_IsWhatTheyMayDecide(bool onPostgres)
    {
        await using var fixture = await NewAsync(onPostgres);
        await fixture.AddPersonAsync("boss", Role.Approver);
        await fixture.AddPersonAsync("second", Role.Approver, ["100%_sure", "Security"]);
        await fixture.ManagerAsync("ida", "boss");
        var owned = await fixture.AddServiceAsync("10.0.0.7", 22, "ssh", Sensitivity.Low, owner: "DBA");
        var services = new[] { fixture.Database, fixture.Web, owned };
        foreach (
            var stages in new[]
            {
                "{ approvers: [manager], needed: 1 }, { approvers: [\"group:SECURITY\"], needed: 1 }",
                "{ approvers: [\"user:Mira@example.org\", \"group:100%_sure\"], needed: 2 }",
                "{ approvers: [owner, \"role:Approver\"], needed: 2 }",
                "{ approvers: [\"group:100__sure\", \"user:ruben@example.org\"], needed: 1 }",
            }
        )
        {
            await fixture.PolicyAsync($"rules: [{{ name: r, decision: ask, stages: [{stages}] }}]");
            foreach (var who in new[] { "ida", "mira" })
                await fixture.Desk.SubmitAsync(Person(who), fixture.Ask(services), Ct);
        }

        await AgreesAsync(fixture);
        foreach (var person in new[] { "boss", "second", "mira" })
        {
            foreach (var request in await ForAsync(fixture, person))
                await fixture.ApproveAsync(person, request);
            await AgreesAsync(fixture);
        }

        // A yes that does not count any more is asked for anew.
        await fixture.DisableAsync("boss");
        await fixture.Upkeep.RunOnceAsync(Ct);
        await AgreesAsync(fixture, but: "boss");
    }

    private async Task<RequestFixture> NewAsync(bool onPostgres)
    {
        if (!onPostgres)
            return await CreateAsync();
        Assert.SkipUnless(postgres.IsThere, PostgresFixture.Missing);
        return await CreateAsync(
            new Dictionary<string, string?>
            {
                ["Database:Provider"] = "Postgres",
                ["Database:ConnectionString"] = await postgres.NewDatabaseAsync(),
            }
        );
    }

    private static async Task AgreesAsync(RequestFixture fixture, string? but = null)
    {
        var (found, pending) = (0, 0);
        foreach (var person in People.Where(p => p != but))
        {
            var all = (await fixture.Queries.ListAsync(Person(person), new RequestFilter([RequestState.Pending]), Ct)).Required().Items;
            var mine = all.Where(r => r.MayDecide).ToList();
            Assert.Equal(mine.Select(r => r.Id), await ForAsync(fixture, person));
            var counts = (await fixture.Queries.CountsAsync(Person(person), Ct)).Required();
            Assert.Equal(
                (all.Count, mine.Count, mine.Count == 0 ? null : mine.Min(r => (DateTimeOffset?)r.CreatedAt)),
                (counts.Pending, counts.WaitingForMe, counts.OldestForMe)
            );
            (found, pending) = (found + mine.Count, pending + all.Count);
        }

        Assert.InRange(found, 1, pending - 1);
    }

    private static async Task<IEnumerable<RequestId>> ForAsync(RequestFixture fixture, string person) =>
        (await fixture.Queries.ListAsync(Person(person), new RequestFilter(WaitingForMe: true), Ct)).Required().Items.Select(r => r.Id);
}
