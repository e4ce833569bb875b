using JitPortal.Policies;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using static JitPortal.Tests.Requests.RequestFixture;

namespace JitPortal.Tests.Policies;

public sealed class PolicySetsTests
{
    private const string AllowAll = "rules: [{ name: all, decision: allow }]";

    [Fact]
    public async Task Current_FreshInstall_IsTheShippedPolicyAsVersionOne()
    {
        await using var fixture = await CreateAsync();
        var book = (await fixture.Books.CurrentAsync(Person("ida"), Ct)).Required();
        Assert.Equal((1, "system", ShippedPolicy.Yaml), (book.Version, book.SavedBy, book.Yaml));
        Assert.Equal(["critical", "sensitive", "everything else"], book.Rules.Select(r => r.Name));
        Assert.Contains("services rated high or above", book.Rules[1].Covers);
    }

    [Fact]
    public async Task Save_Operator_MakesTheNextVersionAndJournalsIt()
    {
        await using var fixture = await CreateAsync();
        var saved = (await fixture.Books.SaveAsync(Person("olga"), AllowAll, Ct)).Required();
        Assert.Equal((2, "olga@example.org"), (saved.Version, saved.SavedBy));
        Assert.Equal(2, (await fixture.Books.CurrentAsync(Person("ida"), Ct)).Required().Version);
        Assert.Equal(ShippedPolicy.Yaml, (await fixture.Books.VersionAsync(Person("ida"), 1, Ct)).Required().Yaml);
        Assert.Equal([2, 1], (await fixture.Books.VersionsAsync(Person("ida"), null, Ct)).Required().Items.Select(v => v.Version));
        Assert.Equal(["policy.saved", "policy.saved"], await fixture.JournalAsync());
    }

    [Theory]
    [InlineData("ida")]
    [InlineData("mira")]
    [InlineData("ada")]
    public async Task Save_AnybodyElse_IsForbidden(string who)
    {
        await using var fixture = await CreateAsync();
        Assert.Equal(RefusalKind.Forbidden, (await fixture.Books.SaveAsync(Person(who), AllowAll, Ct)).Refusal!.Kind);
    }

    [Fact]
    public async Task Save_InvalidText_ChangesNothingAndTellsEveryProblem()
    {
        await using var fixture = await CreateAsync();
        var refused = (await fixture.Books.SaveAsync(Person("olga"), "rules: [{ name: a, decision: maybe, x: 1 }]", Ct)).Refusal!;
        Assert.Equal((RefusalKind.Invalid, 2), (refused.Kind, refused.Problems.Count));
        Assert.Equal(1, (await fixture.Books.CurrentAsync(Person("ida"), Ct)).Required().Version);
    }

    [Fact]
    public async Task Save_SomebodySavedMeanwhile_IsConflict()
    {
        await using var fixture = await CreateAsync();
        await fixture.Books.SaveAsync(Person("olga"), AllowAll, Ct);
        Assert.Equal(RefusalKind.Conflict, (await fixture.Books.SaveAsync(Person("olga"), AllowAll, Ct, basedOn: 1)).Refusal!.Kind);
        Assert.True((await fixture.Books.SaveAsync(Person("olga"), AllowAll, Ct, basedOn: 2)).Ok);
    }

    [Fact]
    public async Task Save_BySecondProcess_CountsForTheNextRequest()
    {
        await using var fixture = await CreateAsync();
        await using (var db = fixture.Store.Db())
            Assert.Equal(1, (await fixture.Store.Get<PolicyCache>().CurrentAsync(db, Ct)).Version);
        await fixture.PolicyAsync(AllowAll);
        await using (var db = fixture.Store.Db())
        {
            var book = await fixture.Store.Get<PolicyCache>().CurrentAsync(db, Ct);
            Assert.Equal(2, book.Version);
            Assert.Same(book, await fixture.Store.Get<PolicyCache>().CurrentAsync(db, Ct));
        }
    }

    [Fact]
    public async Task Shelf_DamagedBook_RefusesEverything()
    {
        await using var fixture = await CreateAsync();
        await using (var db = fixture.Store.Db())
        {
            await db.PolicySets.ExecuteUpdateAsync(s => s.SetProperty(p => p.Yaml, "rules: ["));
            Assert.Empty((await fixture.Store.Get<PolicyCache>().CurrentAsync(db, Ct)).Rules);
        }

        Assert.Equal("policy-refused", (await fixture.Desk.SubmitAsync(Person("ida"), fixture.Ask(), Ct)).Refusal!.Code);
    }
}
