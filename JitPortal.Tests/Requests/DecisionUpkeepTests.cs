using JitPortal.Grants.Model;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using static JitPortal.Tests.Requests.RequestFixture;

namespace JitPortal.Tests.Requests;

/// <summary>Yeses, requests and open access follow what becomes of people and policy.</summary>
public sealed class DecisionUpkeepTests
{
    private const string TwoPeople =
        "rules: [{ name: all, decision: ask, stages: [{ approvers: [\"group:dba\", \"role:Approver\"], needed: 2 }] }]";

    [Theory]
    [InlineData("disabled")]
    [InlineData("role")]
    public async Task Approve_AfterSomebodyWhoAgreedMayNotAnyMore_TheirYesDoesNotCount(string how)
    {
        await using var fixture = await CreateAsync();
        await fixture.AddPersonAsync("sven", Role.Approver);
        await fixture.PolicyAsync(TwoPeople);
        var request = await fixture.SubmitAsync();
        await fixture.ApproveAsync("mira", request.Id);
        if (how == "disabled")
            await fixture.DisableAsync("mira");
        else
            await fixture.LosesAsync("mira", Role.Approver);

        var second = (await fixture.ApproveAsync("ruben", request.Id)).Required();
        Assert.Equal(RequestState.Pending, second.State);
        Assert.Empty(await fixture.GrantsAsync(request.Id));
        Assert.NotNull(second.Decisions.Single(d => d.By == "mira@example.org").NotCounted);
        Assert.Null(second.Decisions.Single(d => d.By == "ruben@example.org").NotCounted);
        Assert.Contains(RequestYesNotCounted.Type, await fixture.JournalAsync($"request:{request.Id}"));
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("sven", request.Id)).Required().State);
    }

    [Fact]
    public async Task Approve_AfterSomebodyLeftTheGroupOfAnEarlierStage_ThatStageIsAskedAgain()
    {
        await using var fixture = await CreateAsync();
        await fixture.JoinsAsync("ruben", "security");
        await fixture.AddPersonAsync("sven", Role.Approver, ["dba"]);
        await fixture.AddPersonAsync("tara", Role.Approver, ["security"]);
        await fixture.PolicyAsync(
            "rules: [{ name: r, decision: ask, stages: [{ approvers: [\"group:dba\"] }, { approvers: [\"group:security\"], needed: 2 }] }]"
        );
        var request = await fixture.SubmitAsync();
        await fixture.ApproveAsync("mira", request.Id);
        await fixture.ApproveAsync("ruben", request.Id);
        await fixture.LeavesAsync("mira", "dba");
        await fixture.Upkeep.RunOnceAsync(Ct);
        Assert.Equal(1, (await fixture.Queries.GetAsync(Person("olga"), request.Id, Ct)).Required().Stage);
        Assert.Equal(2, (await fixture.ApproveAsync("sven", request.Id)).Required().Stage);
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("tara", request.Id)).Required().State);
    }

    [Fact]
    public async Task Approve_SomebodyWhoseYesStoppedToCount_MayAgreeAgain()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(TwoPeople);
        var request = await fixture.SubmitAsync();
        await fixture.ApproveAsync("mira", request.Id);
        await fixture.DisableAsync("mira");
        await fixture.Upkeep.RunOnceAsync(Ct);
        await fixture.EnabledAsync("mira");
        await fixture.Upkeep.RunOnceAsync(Ct);
        Assert.Equal(RequestState.Pending, (await fixture.ApproveAsync("ruben", request.Id)).Required().State);
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("mira", request.Id)).Required().State);
        Assert.Equal(2, (await fixture.StoredAsync(request.Id)).Decisions.Count);
    }

    [Theory]
    [InlineData("disabled", "is disabled")]
    [InlineData("role", "does not have the role Requester")]
    public async Task Look_RequesterMayNotAskAnyMore_TheRequestLeavesTheQueueWithTheReason(string how, string why)
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        Assert.Equal(1, (await fixture.Queries.CountsAsync(Person("ruben"), Ct)).Required().WaitingForMe);
        if (how == "disabled")
            await fixture.DisableAsync("ida");
        else
            await fixture.LosesAsync("ida", Role.Requester);
        Assert.True(await fixture.Upkeep.LookAsync(Ct));

        var stored = await fixture.StoredAsync(request.Id);
        Assert.Equal(RequestState.Lapsed, stored.State);
        Assert.Contains(why, stored.Note, StringComparison.Ordinal);
        Assert.Equal(new RequestCounts(0, 0, 0, null), (await fixture.Queries.CountsAsync(Person("ruben"), Ct)).Required());
        Assert.Empty((await fixture.Queries.ListAsync(Person("ruben"), new RequestFilter(WaitingForMe: true), Ct)).Required().Items);
        Assert.Contains(RequestLapsed.Type, await fixture.JournalAsync($"request:{request.Id}"));
        await using var db = fixture.Store.Db();
        Assert.Contains(why, (await db.Journal.SingleAsync(e => e.Type == RequestLapsed.Type)).Data, StringComparison.Ordinal);
        Assert.Contains(why, (await fixture.ApproveAsync("ruben", request.Id)).Refusal!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_HolderLeftTheGroupThatOpenedIt_EndsTheAccessWithTheReason()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync("rules: [{ name: eng, match: { requesters: { groups: [engineering] } }, decision: allow }]");
        var grant = Assert.Single(await fixture.GrantsAsync((await fixture.SubmitAsync()).Id));
        await fixture.Upkeep.RunOnceAsync(Ct);
        Assert.Equal(GrantState.Scheduled, (await GrantAsync(fixture, grant.RequestId)).State);

        await fixture.LeavesAsync("ida", "engineering");
        await fixture.Upkeep.RunOnceAsync(Ct);
        var ended = await GrantAsync(fixture, grant.RequestId);
        Assert.Equal((GrantState.Closing, ClosingReason.PolicyChanged, "system"), (ended.State, ended.ClosingReason, ended.ClosedBy));
        Assert.Contains("No rule covers this service for this person", ended.ClosingNote, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rules: [{ name: freeze, decision: deny, sentence: Not during the freeze. }]", "Not during the freeze.")]
    [InlineData(
        "rules: [{ name: bad, match: { services: { sensitivity: Critical+ } }, decision: deny }, { name: all, decision: ask }]",
        "The rule bad refuses this."
    )]
    [InlineData("rules: []", "No rule covers")]
    [InlineData(
        "rules: [{ name: all, decision: ask, limits: { max: PT1M, reason: required, ticket: \"^X$\", windows: [\"Sun 00:00-01:00 UTC\"] } }]",
        null
    )]
    public async Task Look_PolicySaved_EndsOnlyWhatARuleWouldRefuse(string yaml, string? why)
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        await fixture.ApproveAsync("ruben", request.Id);
        await fixture.Upkeep.LookAsync(Ct);
        await fixture.PolicyAsync(yaml);
        Assert.True(await fixture.Upkeep.LookAsync(Ct));
        var grant = await GrantAsync(fixture, request.Id);
        Assert.Equal(why is null ? null : ClosingReason.PolicyChanged, grant.ClosingReason);
        if (why is not null)
            Assert.Contains(why, grant.ClosingNote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_ScanFactsGrewOld_EndsNothing()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        await fixture.ApproveAsync("ruben", request.Id);
        fixture.Store.Clock.Advance(TimeSpan.FromDays(3));
        await fixture.Upkeep.RunOnceAsync(Ct);
        Assert.Null((await GrantAsync(fixture, request.Id)).ClosingReason);
    }

    [Fact]
    public async Task Look_RuleThatKeeps_LeavesItOpen()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(
            "rules: [{ name: eng, match: { requesters: { groups: [engineering] } }, decision: allow, onPolicyChange: keep }]"
        );
        var request = await fixture.SubmitAsync();
        Assert.Contains(request.Verdict.Sentences, s => s.Contains("also when the policy changes", StringComparison.Ordinal));
        await fixture.PolicyAsync("rules: [{ name: freeze, decision: deny }]");
        await fixture.Upkeep.RunOnceAsync(Ct);
        Assert.Null((await GrantAsync(fixture, request.Id)).ClosingReason);
    }

    [Fact]
    public async Task Look_SensitivityRose_EndsWhatIsRefusedForItNow()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(
            "rules: [{ name: bad, match: { services: { sensitivity: Critical+ } }, decision: deny }, { name: all, match: { services: { networks: [10.0.0.0/8] } }, decision: allow }]"
        );
        var request = await fixture.SubmitAsync("ida", fixture.Ask(fixture.Web));
        await fixture.Upkeep.RunOnceAsync(Ct);
        Assert.Null((await GrantAsync(fixture, request.Id)).ClosingReason);
        await fixture.ServiceAsync(fixture.Web, s => s.Sensitivity = Sensitivity.Critical);
        await fixture.Upkeep.RunOnceAsync(Ct);
        Assert.Equal(ClosingReason.PolicyChanged, (await GrantAsync(fixture, request.Id)).ClosingReason);
    }

    [Fact]
    public async Task Look_NothingThatMattersHappened_LooksAtNothing()
    {
        await using var fixture = await CreateAsync();
        Assert.True(await fixture.Upkeep.LookAsync(Ct));
        Assert.False(await fixture.Upkeep.LookAsync(Ct));
        await fixture.PolicyAsync(TwoPeople);
        Assert.True(await fixture.Upkeep.LookAsync(Ct));
        Assert.False(await fixture.Upkeep.LookAsync(Ct));
    }

    [Fact]
    public async Task Look_MoreGrantsThanOneWriteEnds_EndsEachThatIsRefusedAndNoOther()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync("rules: [{ name: all, decision: allow }]");
        var model = Assert.Single(await fixture.GrantsAsync((await fixture.SubmitAsync()).Id));
        await using (var db = fixture.Store.Db())
        {
            for (var i = 0; i < 1200; i++)
            {
                db.Grants.Add(
                    new Grant
                    {
                        Id = GrantId.New(model.CreatedAt),
                        RequestId = model.RequestId,
                        HolderId = i % 3 == 0 ? "mira" : "ida",
                        HolderEmail = "x@example.org",
                        ServiceId = model.ServiceId,
                        Address = model.Address,
                        Port = model.Port,
                        Source = model.Source,
                        Duration = model.Duration,
                        CreatedAt = model.CreatedAt,
                        StartAt = model.StartAt,
                    }
                );
            }

            await db.SaveChangesAsync();
        }

        await fixture.PolicyAsync("rules: [{ name: dba, match: { requesters: { groups: [dba] } }, decision: ask }]");
        await fixture.Upkeep.LookAsync(Ct);
        await using var look = fixture.Store.Db();
        var ended = await look
            .Grants.GroupBy(g => new { g.HolderId, g.ClosingReason })
            .Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync();
        Assert.Equal(400, ended.Single(e => e.Key is { HolderId: "mira", ClosingReason: null }).Count);
        Assert.Equal(801, ended.Single(e => e.Key is { HolderId: "ida", ClosingReason: ClosingReason.PolicyChanged }).Count);
        Assert.Equal(2, ended.Count);
    }

    private static async Task<Grant> GrantAsync(RequestFixture fixture, RequestId request) =>
        Assert.Single(await fixture.GrantsAsync(request));
}
