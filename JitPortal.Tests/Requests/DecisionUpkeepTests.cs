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
        await using var rig = await CreateAsync();
        await rig.AddPersonAsync("sven", Role.Approver);
        await rig.PolicyAsync(TwoPeople);
        var request = await rig.SubmitAsync();
        await rig.ApproveAsync("mira", request.Id);
        if (how == "disabled")
            await rig.DisableAsync("mira");
        else
            await rig.LosesAsync("mira", Role.Approver);

        var second = (await rig.ApproveAsync("ruben", request.Id)).Required();
        Assert.Equal(RequestState.Pending, second.State);
        Assert.Empty(await rig.GrantsAsync(request.Id));
        Assert.NotNull(second.Decisions.Single(d => d.By == "mira@example.org").NotCounted);
        Assert.Null(second.Decisions.Single(d => d.By == "ruben@example.org").NotCounted);
        Assert.Contains(RequestEvents.NotCounted, await rig.JournalAsync($"request:{request.Id}"));
        Assert.Equal(RequestState.Approved, (await rig.ApproveAsync("sven", request.Id)).Required().State);
    }

    [Fact]
    public async Task Approve_AfterSomebodyLeftTheGroupOfAnEarlierStage_ThatStageIsAskedAgain()
    {
        await using var rig = await CreateAsync();
        await rig.JoinsAsync("ruben", "security");
        await rig.AddPersonAsync("sven", Role.Approver, ["dba"]);
        await rig.AddPersonAsync("tara", Role.Approver, ["security"]);
        await rig.PolicyAsync(
            "rules: [{ name: r, decision: ask, stages: [{ approvers: [\"group:dba\"] }, { approvers: [\"group:security\"], needed: 2 }] }]"
        );
        var request = await rig.SubmitAsync();
        await rig.ApproveAsync("mira", request.Id);
        await rig.ApproveAsync("ruben", request.Id);
        await rig.LeavesAsync("mira", "dba");
        await rig.Upkeep.RunOnceAsync(Ct);
        Assert.Equal(1, (await rig.Queries.GetAsync(Person("olga"), request.Id, Ct)).Required().Stage);
        Assert.Equal(2, (await rig.ApproveAsync("sven", request.Id)).Required().Stage);
        Assert.Equal(RequestState.Approved, (await rig.ApproveAsync("tara", request.Id)).Required().State);
    }

    [Fact]
    public async Task Approve_SomebodyWhoseYesStoppedToCount_MayAgreeAgain()
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync(TwoPeople);
        var request = await rig.SubmitAsync();
        await rig.ApproveAsync("mira", request.Id);
        await rig.DisableAsync("mira");
        await rig.Upkeep.RunOnceAsync(Ct);
        await rig.EnabledAsync("mira");
        await rig.Upkeep.RunOnceAsync(Ct);
        Assert.Equal(RequestState.Pending, (await rig.ApproveAsync("ruben", request.Id)).Required().State);
        Assert.Equal(RequestState.Approved, (await rig.ApproveAsync("mira", request.Id)).Required().State);
        Assert.Equal(2, (await rig.StoredAsync(request.Id)).Decisions.Count);
    }

    [Theory]
    [InlineData("disabled", "is disabled")]
    [InlineData("role", "does not have the role Requester")]
    public async Task Look_RequesterMayNotAskAnyMore_TheRequestLeavesTheQueueWithTheReason(string how, string why)
    {
        await using var rig = await CreateAsync();
        var request = await rig.SubmitAsync();
        Assert.Equal(1, (await rig.Queries.CountsAsync(Person("ruben"), Ct)).Required().WaitingForMe);
        if (how == "disabled")
            await rig.DisableAsync("ida");
        else
            await rig.LosesAsync("ida", Role.Requester);
        Assert.True(await rig.Upkeep.LookAsync(Ct));

        var stored = await rig.StoredAsync(request.Id);
        Assert.Equal(RequestState.Lapsed, stored.State);
        Assert.Contains(why, stored.Note, StringComparison.Ordinal);
        Assert.Equal(new RequestCounts(0, 0, 0, null), (await rig.Queries.CountsAsync(Person("ruben"), Ct)).Required());
        Assert.Empty((await rig.Queries.ListAsync(Person("ruben"), new RequestFilter(WaitingForMe: true), Ct)).Required().Items);
        Assert.Contains(RequestEvents.Lapsed, await rig.JournalAsync($"request:{request.Id}"));
        await using var db = rig.Store.Db();
        Assert.Contains(why, (await db.Journal.SingleAsync(e => e.Type == RequestEvents.Lapsed)).Data, StringComparison.Ordinal);
        Assert.Contains(why, (await rig.ApproveAsync("ruben", request.Id)).Refusal!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_HolderLeftTheGroupThatOpenedIt_EndsTheAccessWithTheReason()
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync("rules: [{ name: eng, match: { requesters: { groups: [engineering] } }, decision: allow }]");
        var grant = Assert.Single(await rig.GrantsAsync((await rig.SubmitAsync()).Id));
        await rig.Upkeep.RunOnceAsync(Ct);
        Assert.Equal(GrantState.Scheduled, (await GrantAsync(rig, grant.RequestId)).State);

        await rig.LeavesAsync("ida", "engineering");
        await rig.Upkeep.RunOnceAsync(Ct);
        var ended = await GrantAsync(rig, grant.RequestId);
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
        await using var rig = await CreateAsync();
        var request = await rig.SubmitAsync();
        await rig.ApproveAsync("ruben", request.Id);
        await rig.Upkeep.LookAsync(Ct);
        await rig.PolicyAsync(yaml);
        Assert.True(await rig.Upkeep.LookAsync(Ct));
        var grant = await GrantAsync(rig, request.Id);
        Assert.Equal(why is null ? null : ClosingReason.PolicyChanged, grant.ClosingReason);
        if (why is not null)
            Assert.Contains(why, grant.ClosingNote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_ScanFactsGrewOld_EndsNothing()
    {
        await using var rig = await CreateAsync();
        var request = await rig.SubmitAsync();
        await rig.ApproveAsync("ruben", request.Id);
        rig.Store.Clock.Advance(TimeSpan.FromDays(3));
        await rig.Upkeep.RunOnceAsync(Ct);
        Assert.Null((await GrantAsync(rig, request.Id)).ClosingReason);
    }

    [Fact]
    public async Task Look_RuleThatKeeps_LeavesItOpen()
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync(
            "rules: [{ name: eng, match: { requesters: { groups: [engineering] } }, decision: allow, onPolicyChange: keep }]"
        );
        var request = await rig.SubmitAsync();
        Assert.Contains(request.Verdict.Sentences, s => s.Contains("also when the policy changes", StringComparison.Ordinal));
        await rig.PolicyAsync("rules: [{ name: freeze, decision: deny }]");
        await rig.Upkeep.RunOnceAsync(Ct);
        Assert.Null((await GrantAsync(rig, request.Id)).ClosingReason);
    }

    [Fact]
    public async Task Look_SensitivityRose_EndsWhatIsRefusedForItNow()
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync(
            "rules: [{ name: bad, match: { services: { sensitivity: Critical+ } }, decision: deny }, { name: all, match: { services: { networks: [10.0.0.0/8] } }, decision: allow }]"
        );
        var request = await rig.SubmitAsync("ida", rig.Ask(rig.Web));
        await rig.Upkeep.RunOnceAsync(Ct);
        Assert.Null((await GrantAsync(rig, request.Id)).ClosingReason);
        await rig.ServiceAsync(rig.Web, s => s.Sensitivity = Sensitivity.Critical);
        await rig.Upkeep.RunOnceAsync(Ct);
        Assert.Equal(ClosingReason.PolicyChanged, (await GrantAsync(rig, request.Id)).ClosingReason);
    }

    [Fact]
    public async Task Look_NothingThatMattersHappened_LooksAtNothing()
    {
        await using var rig = await CreateAsync();
        Assert.True(await rig.Upkeep.LookAsync(Ct));
        Assert.False(await rig.Upkeep.LookAsync(Ct));
        await rig.PolicyAsync(TwoPeople);
        Assert.True(await rig.Upkeep.LookAsync(Ct));
        Assert.False(await rig.Upkeep.LookAsync(Ct));
    }

    [Fact]
    public async Task Look_MoreGrantsThanOneWriteEnds_EndsEachThatIsRefusedAndNoOther()
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync("rules: [{ name: all, decision: allow }]");
        var model = Assert.Single(await rig.GrantsAsync((await rig.SubmitAsync()).Id));
        await using (var db = rig.Store.Db())
        {
            for (var i = 0; i < 1200; i++)
            {
                db.Grants.Add(
                    new Grant
                    {
                        Id = GrantId.New(model.CreatedAt),
                        RequestId = model.RequestId,
                        State = GrantState.Open,
                        HolderId = i % 3 == 0 ? "mira" : "ida",
                        HolderEmail = "x@example.org",
                        ServiceId = model.ServiceId,
                        Address = model.Address,
                        Port = model.Port,
                        Source = model.Source,
                        Duration = model.Duration,
                        CreatedAt = model.CreatedAt,
                        StartAt = model.StartAt,
                        Deadline = model.CreatedAt.AddHours(1),
                    }
                );
            }

            await db.SaveChangesAsync();
        }

        await rig.PolicyAsync("rules: [{ name: dba, match: { requesters: { groups: [dba] } }, decision: ask }]");
        await rig.Upkeep.LookAsync(Ct);
        await using var look = rig.Store.Db();
        var ended = await look
            .Grants.GroupBy(g => new { g.HolderId, g.ClosingReason })
            .Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync();
        Assert.Equal(400, ended.Single(e => e.Key is { HolderId: "mira", ClosingReason: null }).Count);
        Assert.Equal(801, ended.Single(e => e.Key is { HolderId: "ida", ClosingReason: ClosingReason.PolicyChanged }).Count);
        Assert.Equal(2, ended.Count);
    }

    private static async Task<Grant> GrantAsync(RequestFixture rig, RequestId request) => Assert.Single(await rig.GrantsAsync(request));
}
