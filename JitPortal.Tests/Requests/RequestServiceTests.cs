using JitPortal.Policies.Model;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using static JitPortal.Tests.Requests.RequestFixture;

namespace JitPortal.Tests.Requests;

public sealed class RequestServiceTests
{
    private const string TwoStages = """
        rules:
          - name: databases
            decision: ask
            stages: [{ approvers: ["group:dba"] }, { approvers: ["group:security"] }]
        """;

    private const string TwoPeople =
        "rules: [{ name: all, decision: ask, stages: [{ approvers: [\"group:dba\", \"group:security\", \"role:Approver\"], needed: 2 }] }]";

    [Fact]
    public async Task Submit_ShippedPolicy_WaitsForOneApproverAndOpensOnTheirWord()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        Assert.Equal((RequestState.Pending, "critical", 1), (request.State, request.Policy.Name, request.Policy.Version));
        Assert.Equal(["mira or ruben"], request.WaitingFor);
        Assert.Empty(await fixture.GrantsAsync(request.Id));

        var approved = await fixture.ApproveAsync("ruben", request.Id);
        Assert.Equal(RequestState.Approved, approved.Value!.State);
        var grant = Assert.Single(await fixture.GrantsAsync(request.Id));
        Assert.Equal([grant.Id], approved.Value.Grants);
        Assert.Equal((TimeSpan.FromMinutes(30), "10.9.9.9", "10.0.0.5", 5432), (grant.Duration, grant.Source, grant.Address, grant.Port));
        Assert.Equal([RequestSubmitted.Type, RequestApproved.Type], await fixture.JournalAsync($"request:{request.Id}"));
    }

    [Fact]
    public async Task Preview_SameAsk_SaysWhatSubmitThenPins()
    {
        await using var fixture = await CreateAsync();
        var preview = (await fixture.Desk.PreviewAsync(Person("ida"), fixture.Ask(), Ct)).Required();
        var request = await fixture.SubmitAsync();
        Assert.Equal(preview.Verdict.Sentences, request.Verdict.Sentences);
        Assert.Equal(preview.Verdict.Decision, request.Verdict.Decision);
        Assert.Equal(PolicyDecision.Ask, request.Verdict.Decision);
        Assert.NotEmpty(preview.Capabilities);
    }

    [Fact]
    public async Task Submit_PolicyAllows_IsApprovedAtOnce()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync("rules: [{ name: lab, match: { services: { networks: [10.0.0.0/24] } }, decision: allow }]");
        var request = await fixture.SubmitAsync();
        Assert.Equal((RequestState.Approved, 2), (request.State, request.Policy.Version));
        Assert.Single(request.Grants);
        Assert.Empty(request.Decisions);
    }

    [Fact]
    public async Task Submit_PolicyDenies_IsForbiddenAndTheAttemptIsJournalled()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync("rules: [{ name: no, decision: deny, sentence: Not during the freeze. }]");
        var refused = (await fixture.Desk.SubmitAsync(Person("ida"), fixture.Ask(), Ct)).Refusal!;
        Assert.Equal((RefusalKind.Forbidden, "policy-refused", "Not during the freeze."), (refused.Kind, refused.Code, refused.Sentence));
        Assert.Contains(RequestRefused.Type, await fixture.JournalAsync());
    }

    [Theory]
    [InlineData(9, "reason", "duration")]
    [InlineData(3601, "reason", "duration")]
    [InlineData(600, "", "reason")]
    public async Task Submit_InputIsWrong_IsInvalidWithTheField(int seconds, string reason, string field)
    {
        await using var fixture = await CreateAsync();
        var refused = (
            await fixture.Desk.SubmitAsync(
                Person("ida"),
                fixture.Ask() with
                {
                    Duration = TimeSpan.FromSeconds(seconds),
                    Reason = reason,
                },
                Ct
            )
        ).Refusal!;
        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        Assert.Contains(refused.Problems, p => p.Field == field);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3600)]
    public async Task Submit_ShortestAndLongestDuration_AreAccepted(int seconds)
    {
        await using var fixture = await CreateAsync();
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            (await fixture.SubmitAsync("ida", fixture.Ask() with { Duration = TimeSpan.FromSeconds(seconds) })).Duration
        );
    }

    [Fact]
    public async Task Submit_SeveralThingsWrong_AreToldAtOnce()
    {
        await using var fixture = await CreateAsync();
        var refused = (
            await fixture.Desk.SubmitAsync(
                Person("ida"),
                new Ask(["99999", "10.0.0.5:1/tcp", "nonsense"], Source: "10.0.0", Ticket: "a\nb"),
                Ct
            )
        ).Refusal!;
        Assert.Equal(["ticket", "source", "services[0]", "services[1]", "services[2]"], refused.Problems.Select(p => p.Field));
    }

    [Fact]
    public async Task Submit_ByAddressAndPort_FindsTheService()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync("ida", fixture.Ask() with { Services = ["10.0.0.5:5432/tcp", $"{fixture.Database}"] });
        Assert.Equal(fixture.Database, Assert.Single(request.Services).Id);
    }

    [Fact]
    public async Task Submit_SeveralServices_StrictestDecidesAndEachBecomesAGrant()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync("ida", fixture.Ask(fixture.Web, fixture.Database));
        Assert.Equal(TimeSpan.FromHours(1), request.Verdict.MaxDuration);
        Assert.Equal(Sensitivity.Critical, request.Sensitivity);
        Assert.Equal(1, request.Verdict.ApprovalsNeeded);
        await fixture.ApproveAsync("ruben", request.Id);
        Assert.Equal(2, (await fixture.GrantsAsync(request.Id)).Count);
    }

    [Theory]
    [InlineData("ruben")]
    [InlineData("olga")]
    [InlineData("ada")]
    public async Task Submit_WithoutTheRoleRequester_IsForbidden(string who)
    {
        await using var fixture = await CreateAsync();
        Assert.Equal(RefusalKind.Forbidden, (await fixture.Desk.SubmitAsync(Person(who), fixture.Ask(), Ct)).Refusal!.Kind);
    }

    [Fact]
    public async Task Submit_SourceGiven_PinsItAndTellsTheApprover()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync("ida", fixture.Ask() with { Source = "10.7.7.7" });
        Assert.Equal("10.7.7.7", request.Source);
        Assert.Contains("10.7.7.7", request.SourceWarning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_NotSeenForADay_IsRefused()
    {
        await using var fixture = await CreateAsync();
        fixture.Store.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal("policy-refused", (await fixture.Desk.SubmitAsync(Person("ida"), fixture.Ask(), Ct)).Refusal!.Code);
    }

    [Fact]
    public async Task Approve_OwnRequest_IsForbiddenForAdministratorsToo()
    {
        await using var fixture = await CreateAsync();
        await fixture.AddPersonAsync("root", Role.Any, ["dba", "security", "approvers"]);
        var request = await fixture.SubmitAsync("root");
        var refused = (await fixture.ApproveAsync("root", request.Id)).Refusal!;
        Assert.Equal((RefusalKind.Forbidden, "own-request"), (refused.Kind, refused.Code));
        Assert.False(request.MayDecide);
        Assert.Equal(refused.Sentence, request.WhyNot);
        Assert.Equal("own-request", (await fixture.Desk.DenyAsync(Person("root"), request.Id, "no", Ct)).Refusal!.Code);
    }

    [Fact]
    public async Task Approve_OnePersonInTwoGroups_CountsOnce()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(TwoPeople);
        var request = await fixture.SubmitAsync();
        Assert.Equal(RequestState.Pending, (await fixture.ApproveAsync("mira", request.Id)).Value!.State);
        var again = (await fixture.ApproveAsync("mira", request.Id)).Refusal!;
        Assert.Equal((RefusalKind.Forbidden, "already-decided-by-you"), (again.Kind, again.Code));
        Assert.Empty(await fixture.GrantsAsync(request.Id));
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("ruben", request.Id)).Value!.State);
    }

    [Fact]
    public async Task Approve_TwoStages_AsksInOrderAndDifferentPeople()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(TwoStages);
        await fixture.AddPersonAsync("sven", Role.Approver, ["security"]);
        var request = await fixture.SubmitAsync();
        Assert.Equal("not-asked", (await fixture.ApproveAsync("sven", request.Id)).Refusal!.Code);
        var first = (await fixture.ApproveAsync("mira", request.Id)).Required();
        Assert.Equal((RequestState.Pending, 2, "sven"), (first.State, first.Stage, first.WaitingFor.Single()));
        Assert.Equal("already-decided-by-you", (await fixture.ApproveAsync("mira", request.Id)).Refusal!.Code);
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("sven", request.Id)).Required().State);
    }

    [Theory]
    [InlineData("olga")]
    [InlineData("ada")]
    public async Task Approve_WithoutTheRoleApprover_IsForbidden(string who)
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        Assert.Equal(
            (RefusalKind.Forbidden, "role-missing"),
            ((await fixture.ApproveAsync(who, request.Id)).Refusal!.Kind, (await fixture.ApproveAsync(who, request.Id)).Refusal!.Code)
        );
    }

    [Fact]
    public async Task Approve_OfAStranger_IsNotFound()
    {
        await using var fixture = await CreateAsync();
        await fixture.AddPersonAsync("eve", Role.Requester);
        var request = await fixture.SubmitAsync();
        Assert.Equal(RefusalKind.NotFound, (await fixture.ApproveAsync("eve", request.Id)).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await fixture.Queries.GetAsync(Person("eve"), request.Id, Ct)).Refusal!.Kind);
        Assert.Equal(
            RefusalKind.NotFound,
            (await fixture.ApproveAsync("ruben", RequestId.New(fixture.Store.Clock.GetUtcNow()))).Refusal!.Kind
        );
        Assert.Empty((await fixture.Queries.ListAsync(Person("eve"), new RequestFilter(), Ct)).Required().Items);
    }

    [Fact]
    public async Task Approve_DecidedRequest_IsConflict()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        await fixture.ApproveAsync("ruben", request.Id);
        Assert.Equal(RefusalKind.Conflict, (await fixture.ApproveAsync("mira", request.Id)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Conflict, (await fixture.ApproveAsync("ruben", request.Id)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Conflict, (await fixture.Desk.DenyAsync(Person("mira"), request.Id, "late", Ct)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Conflict, (await fixture.Desk.WithdrawAsync(Person("ida"), request.Id, Ct)).Refusal!.Kind);
        Assert.Single(await fixture.GrantsAsync(request.Id));
    }

    [Fact]
    public async Task Approve_Shorter_ShortensTheGrantAndNeverLengthens()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        Assert.Equal("duration-longer", (await fixture.ApproveAsync("ruben", request.Id, TimeSpan.FromMinutes(31))).Refusal!.Code);
        Assert.Equal("duration-short", (await fixture.ApproveAsync("ruben", request.Id, TimeSpan.FromSeconds(1))).Refusal!.Code);
        Assert.True((await fixture.ApproveAsync("ruben", request.Id, TimeSpan.FromMinutes(5))).Ok);
        Assert.Equal(TimeSpan.FromMinutes(5), Assert.Single(await fixture.GrantsAsync(request.Id)).Duration);
        Assert.Equal(TimeSpan.FromMinutes(30), (await fixture.StoredAsync(request.Id)).Duration);
    }

    [Fact]
    public async Task Approve_ManagerChangedSince_TheManagerOfTodayDecides()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync("rules: [{ name: all, decision: ask, stages: [{ approvers: [manager] }] }]");
        Assert.Equal("policy-refused", (await fixture.Desk.SubmitAsync(Person("ida"), fixture.Ask(), Ct)).Refusal!.Code);
        await fixture.ManagerAsync("ida", "mira");
        var request = await fixture.SubmitAsync();
        await fixture.ManagerAsync("ida", "ruben");
        Assert.Equal("not-asked", (await fixture.ApproveAsync("mira", request.Id)).Refusal!.Code);
        Assert.True((await fixture.ApproveAsync("ruben", request.Id)).Ok);
    }

    [Fact]
    public async Task Approve_OwnerOfTheService_MayWhenTheyAreApprovers()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync("rules: [{ name: all, decision: ask, stages: [{ approvers: [owner] }] }]");
        await fixture.ServiceAsync(fixture.Database, s => s.Owner = "dba");
        var request = await fixture.SubmitAsync();
        Assert.Equal(["mira"], request.WaitingFor);
        // The host changes what it claims to be, and with it the owner: the judge stays the one who was named.
        await fixture.ServiceAsync(fixture.Database, s => s.Owner = "web");
        Assert.Equal("not-asked", (await fixture.ApproveAsync("ruben", request.Id)).Refusal!.Code);
        Assert.True((await fixture.ApproveAsync("mira", request.Id)).Ok);
    }

    [Fact]
    public async Task Approve_RequesterDisabledMeanwhile_IsRefused()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        await fixture.DisableAsync("ida");
        Assert.Equal("requester-gone", (await fixture.ApproveAsync("ruben", request.Id)).Refusal!.Code);
        Assert.Empty(await fixture.GrantsAsync(request.Id));
    }

    [Fact]
    public async Task Approve_ApproverDisabledOrDemotedMeanwhile_IsRefused()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        await fixture.DisableAsync("ruben");
        Assert.Equal(RefusalKind.Forbidden, (await fixture.ApproveAsync("ruben", request.Id)).Refusal!.Kind);
    }

    [Fact]
    public async Task Approve_ServiceClosedSince_PolicyRefusesNow()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        await fixture.ServiceAsync(fixture.Database, s => s.State = JitPortal.Inventory.Model.PortState.Closed);
        var refused = (await fixture.ApproveAsync("ruben", request.Id)).Refusal!;
        Assert.Equal("policy-refuses-now", refused.Code);
        Assert.Contains("did not find it open", refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(RequestState.Pending, (await fixture.StoredAsync(request.Id)).State);
    }

    [Fact]
    public async Task Approve_PolicyBecameShorter_GrantIsShorter()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        await fixture.PolicyAsync("rules: [{ name: all, decision: ask, limits: { default: PT5M, max: PT10M } }]");
        Assert.True((await fixture.ApproveAsync("ruben", request.Id)).Ok);
        Assert.Equal(TimeSpan.FromMinutes(10), Assert.Single(await fixture.GrantsAsync(request.Id)).Duration);
    }

    [Fact]
    public async Task Approve_PolicyBecameLooser_PinnedOneStillCounts()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(TwoPeople);
        var request = await fixture.SubmitAsync();
        await fixture.PolicyAsync("rules: [{ name: all, decision: allow }]");
        Assert.Equal(RequestState.Pending, (await fixture.ApproveAsync("mira", request.Id)).Required().State);
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("ruben", request.Id)).Required().State);
    }

    [Fact]
    public async Task Approve_FactsGotWorse_MorePeopleAreAsked()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(
            """
            rules:
              - { name: weak, match: { services: { findings: High+ } }, decision: ask, stages: [{ approvers: ["role:Approver"], needed: 2 }] }
              - { name: rest, decision: ask, stages: [{ approvers: ["role:Approver"] }] }
            """
        );
        var request = await fixture.SubmitAsync();
        Assert.Equal(1, request.Verdict.ApprovalsNeeded);
        await fixture.ServiceAsync(fixture.Database, s => s.WorstFinding = Severity.Critical);
        var first = (await fixture.ApproveAsync("ruben", request.Id)).Required();
        Assert.Equal((RequestState.Pending, 2), (first.State, first.Verdict.ApprovalsNeeded));
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("mira", request.Id)).Required().State);
    }

    [Fact]
    public async Task Get_FactsChangedSince_ShowsThenAndNow()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        await fixture.AddServiceAsync("10.0.0.5", 9187, "exporter", Sensitivity.Low);
        await fixture.ServiceAsync(fixture.Database, s => s.Host!.Evidence = ["ssh 22/tcp ssh-ed25519 = 00:00"]);
        var seen = (await fixture.Queries.GetAsync(Person("ruben"), request.Id, Ct)).Required();
        Assert.Contains(new FactChange("Open ports", "5432/tcp", "5432/tcp, 9187/tcp", true), seen.Changes);
        Assert.Contains(new FactChange("Host key 22/tcp ssh-ed25519", "9b:41", "00:00", true), seen.Changes);
        Assert.Contains(seen.Changes, c => c is { Fact: "State", Changed: false });
        Assert.Contains(seen.Verdict.Sentences, s => s.StartsWith("Two facts changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deny_WithoutAReason_IsInvalidAndWithOneEndsIt()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        Assert.Equal(RefusalKind.Invalid, (await fixture.Desk.DenyAsync(Person("ruben"), request.Id, " ", Ct)).Refusal!.Kind);
        var denied = (await fixture.Desk.DenyAsync(Person("ruben"), request.Id, "Use the replica.", Ct)).Required();
        Assert.Equal(
            (RequestState.Denied, "Use the replica.", "ruben"),
            (denied.State, denied.Decisions.Single().Comment, denied.Decisions.Single().ByName)
        );
        Assert.Empty(await fixture.GrantsAsync(request.Id));
    }

    [Fact]
    public async Task Withdraw_ByTheRequesterOnly()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        Assert.Equal("not-your-request", (await fixture.Desk.WithdrawAsync(Person("ruben"), request.Id, Ct)).Refusal!.Code);
        Assert.Equal(RequestState.Withdrawn, (await fixture.Desk.WithdrawAsync(Person("ida"), request.Id, Ct)).Required().State);
    }

    [Fact]
    public async Task List_WaitingForMe_HoldsWhatOneMayDecide()
    {
        await using var fixture = await CreateAsync();
        var own = await fixture.SubmitAsync("mira");
        var other = await fixture.SubmitAsync();
        Assert.Equal(
            [other.Id],
            (await fixture.Queries.ListAsync(Person("mira"), new RequestFilter(WaitingForMe: true), Ct)).Required().Items.Select(r => r.Id)
        );
        Assert.Equal(
            [own.Id],
            (await fixture.Queries.ListAsync(Person("mira"), new RequestFilter(Mine: true), Ct)).Required().Items.Select(r => r.Id)
        );
        Assert.Empty((await fixture.Queries.ListAsync(Person("olga"), new RequestFilter(WaitingForMe: true), Ct)).Required().Items);
        Assert.Equal(new RequestCounts(2, 1, 1, other.CreatedAt), (await fixture.Queries.CountsAsync(Person("mira"), Ct)).Required());
    }

    [Fact]
    public async Task List_Pages_HoldEachRequestOnce()
    {
        await using var fixture = await CreateAsync();
        for (var i = 0; i < 7; i++)
        {
            await fixture.SubmitAsync();
            if (i % 3 == 0)
                fixture.Store.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        List<RequestId> seen = [];
        string? after = null;
        do
        {
            var page = (await fixture.Queries.ListAsync(Person("ruben"), new RequestFilter(After: after, Limit: 2), Ct)).Required();
            seen.AddRange(page.Items.Select(r => r.Id));
            after = page.Next;
        } while (after is not null);
        Assert.Equal(7, seen.Count);
        Assert.Equal(7, seen.Distinct().Count());
    }
}
