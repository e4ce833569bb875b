using JitPortal.Policies;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using static JitPortal.Tests.Requests.RequestFixture;

namespace JitPortal.Tests.Requests;

/// <summary>What policy wants when nobody decides: a reminder, and others who are asked too. Time passes, nobody calls anything.</summary>
public sealed class EscalationTests
{
    private const string Policy = """
        rules:
          - name: r
            decision: ask
            stages:
              - { approvers: ["group:dba"], remindAfter: PT15M, escalateAfter: PT1H, escalateTo: ["user:ruben@example.org"] }
        """;

    [Fact]
    public async Task NobodyDecides_ThoseAskedAreReminded_ThenOthersAreAskedToo()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(Policy);
        var request = await fixture.SubmitAsync();
        var asked = Assert.Single(request.Asked);
        Assert.Equal((request.CreatedAt.AddMinutes(15), request.CreatedAt.AddHours(1)), (asked.RemindAt, asked.EscalateAt));
        Assert.Equal(["ruben"], asked.EscalateTo);
        await fixture.Upkeep.LookAsync(Ct);

        await AfterAsync(fixture, TimeSpan.FromMinutes(14));
        Assert.DoesNotContain(RequestReminded.Type, await fixture.JournalAsync($"request:{request.Id}"));
        Assert.Equal("not-asked", (await fixture.ApproveAsync("ruben", request.Id)).Refusal!.Code);

        await AfterAsync(fixture, TimeSpan.FromMinutes(2));
        await AfterAsync(fixture, TimeSpan.FromMinutes(2));
        Assert.Single(await fixture.JournalAsync($"request:{request.Id}"), t => t == RequestReminded.Type);
        var reminded = (await fixture.Queries.GetAsync(Person("mira"), request.Id, Ct)).Required().Asked.Single();
        Assert.NotNull(reminded.RemindedAt);
        Assert.Equal("not-asked", (await fixture.ApproveAsync("ruben", request.Id)).Refusal!.Code);

        await AfterAsync(fixture, TimeSpan.FromMinutes(45));
        Assert.Single(await fixture.JournalAsync($"request:{request.Id}"), t => t == RequestEscalated.Type);
        var escalated = (await fixture.Queries.GetAsync(Person("ida"), request.Id, Ct)).Required();
        Assert.Contains("Nobody decided within 1 h, so ruben@example.org is asked too.", escalated.Verdict.Sentences);
        Assert.Equal(["mira", "ruben"], escalated.Asked.Single().People.Order(StringComparer.Ordinal));
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("ruben", request.Id)).Required().State);
    }

    [Fact]
    public async Task SecondStage_CountsFromTheYesBeforeIt()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(
            """
            rules:
              - name: r
                decision: ask
                stages:
                  - { approvers: ["group:dba"] }
                  - { approvers: ["group:ops"], escalateAfter: PT1H, escalateTo: ["role:Approver"] }
            """
        );
        await fixture.AddPersonAsync("omar", Role.Approver, ["ops"]);
        var request = await fixture.SubmitAsync();
        await fixture.Upkeep.LookAsync(Ct);
        await AfterAsync(fixture, TimeSpan.FromMinutes(50));
        Assert.True((await fixture.ApproveAsync("mira", request.Id)).Ok);
        await fixture.Upkeep.LookAsync(Ct);

        await AfterAsync(fixture, TimeSpan.FromMinutes(50));
        Assert.Equal("not-asked", (await fixture.ApproveAsync("ruben", request.Id)).Refusal!.Code);

        await AfterAsync(fixture, TimeSpan.FromMinutes(11));
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("ruben", request.Id)).Required().State);
    }

    [Fact]
    public async Task AfterTheRequestHasLapsed_NothingComesAndNothingOverflows()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(
            """
            rules:
              - name: r
                decision: ask
                limits: { pendingFor: PT1H }
                stages: [{ approvers: ["group:dba"], remindAfter: PT2H, escalateAfter: P365D, escalateTo: ["role:Approver"] }]
            """
        );
        var request = await fixture.SubmitAsync();
        Assert.Equal((null, null), (request.Asked.Single().RemindAt, request.Asked.Single().EscalateAt));
        await fixture.Upkeep.LookAsync(Ct);
        await AfterAsync(fixture, TimeSpan.FromHours(3));
        Assert.DoesNotContain(RequestReminded.Type, await fixture.JournalAsync($"request:{request.Id}"));
    }

    [Theory]
    [InlineData("stages: [{ approvers: [owner], escalateAfter: PT1H }]")]
    [InlineData("stages: [{ approvers: [owner], escalateAfter: PT1H, escalateTo: [owner] }]")]
    public void EscalateAfter_WithoutAnybodyToAsk_IsSaid(string stages)
    {
        var read = PolicyYaml.Read($"version: 1\nrules:\n  - name: one\n    decision: ask\n    {stages}\n");
        Assert.Empty(read.Problems);
        Assert.Contains("names nobody else", Assert.Single(read.Notices).ToString(), StringComparison.Ordinal);
    }

    /// <summary>As the background pass does it: nothing happened, only time passed.</summary>
    private static async Task AfterAsync(RequestFixture fixture, TimeSpan time)
    {
        fixture.Store.Clock.Advance(time);
        await fixture.Upkeep.LookAsync(Ct);
    }
}
