using JitPortal.Policies.Model;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using static JitPortal.Tests.Requests.RequestFixture;

namespace JitPortal.Tests.Requests;

/// <summary>What nobody can approve is refused when it is asked for and warned of when it is saved; what becomes so while it waits says so.</summary>
public sealed class NobodyCanApproveTests
{
    [Theory]
    [InlineData("group:ghosts", 1, "there is no group ghosts")]
    [InlineData("user:nobody@example.org", 1, "nobody has the address nobody@example.org")]
    [InlineData("role:Approver", 9, "only two can decide: mira, ruben")]
    [InlineData("group:approvers", 9, "only two can decide: mira, ruben")]
    [InlineData("group:engineering", 1, "ida is the requester")]
    [InlineData("group:watchers", 1, "olga does not have the role Approver")]
    [InlineData("group:leavers", 1, "lars is disabled")]
    [InlineData("group:nobodies", 1, "the group nobodies has no members")]
    [InlineData("user:ida@example.org", 1, "ida is the requester")]
    [InlineData("user:OLGA@example.org", 1, "olga does not have the role Approver")]
    public async Task Submit_StageThatNobodyCanPass_IsRefusedAndNamesWhoIsMissing(string approver, int needed, string missing)
    {
        await using var fixture = await CreateAsync();
        await fixture.JoinsAsync("olga", "watchers");
        await fixture.AddPersonAsync("lars", Role.Approver, ["leavers"]);
        await fixture.DisableAsync("lars");
        await fixture.JoinsAsync("ida", "nobodies");
        await fixture.LeavesAsync("ida", "nobodies");
        await fixture.PolicyAsync($"rules: [{{ name: r, decision: ask, stages: [{{ approvers: [\"{approver}\"], needed: {needed} }}] }}]");

        var refused = (await fixture.Desk.SubmitAsync(Person("ida"), fixture.Ask(), Ct)).Refusal!;
        Assert.Equal((RefusalKind.Forbidden, "policy-refused"), (refused.Kind, refused.Code));
        Assert.StartsWith("Nobody could approve this: ", refused.Sentence, StringComparison.Ordinal);
        Assert.Contains(missing, refused.Sentence, StringComparison.Ordinal);
        var preview = (await fixture.Desk.PreviewAsync(Person("ida"), fixture.Ask(), Ct)).Required();
        Assert.Equal(PolicyDecision.Deny, preview.Verdict.Decision);
        Assert.Contains(refused.Sentence, preview.Verdict.Sentences);
        var trial = (
            await fixture.Store.Get<RequestTrial>().WhatIfAsync(Person("olga"), new Trial("ida@example.org", "10.0.0.5:5432"), Ct)
        ).Required();
        Assert.Contains(refused.Sentence, trial.Sentences);
        Assert.Contains(RequestRefused.Type, await fixture.JournalAsync());
    }

    [Fact]
    public async Task Submit_StagesThatNeedTheSamePersonTwice_IsRefused()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(
            "rules: [{ name: r, decision: ask, stages: [{ approvers: [\"group:dba\"] }, { approvers: [\"group:security\"] }] }]"
        );
        var refused = (await fixture.Desk.SubmitAsync(Person("ida"), fixture.Ask(), Ct)).Refusal!;
        Assert.Contains("different people", refused.Sentence, StringComparison.Ordinal);
        await fixture.JoinsAsync("ruben", "security");
        Assert.True((await fixture.Desk.SubmitAsync(Person("ida"), fixture.Ask(), Ct)).Ok);
    }

    [Fact]
    public async Task Submit_NobodyButThoseOfTheEscalation_AsksThemAtOnce()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(
            "rules: [{ name: r, decision: ask, stages: [{ approvers: [\"group:ghosts\"], escalateTo: [\"group:security\"] }] }]"
        );
        var request = await fixture.SubmitAsync();
        Assert.Contains(request.Verdict.Sentences, s => s.Contains("group security is asked too", StringComparison.Ordinal));
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("mira", request.Id)).Required().State);
    }

    [Fact]
    public async Task Approve_TheOnlyOneOfALaterStage_IsRefusedForTheEarlierOne()
    {
        await using var fixture = await CreateAsync();
        await fixture.ServiceAsync(fixture.Database, s => s.Owner = "dba");
        await fixture.PolicyAsync(
            "rules: [{ name: r, decision: ask, stages: [{ approvers: [owner, \"role:Approver\"] }, { approvers: [owner] }] }]"
        );
        var request = await fixture.SubmitAsync();
        var refused = (await fixture.ApproveAsync("mira", request.Id)).Refusal!;
        Assert.Equal((RefusalKind.Forbidden, "needed-later"), (refused.Kind, refused.Code));
        Assert.Contains("dba (owner)", refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(2, (await fixture.ApproveAsync("ruben", request.Id)).Required().Stage);
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("mira", request.Id)).Required().State);
    }

    [Fact]
    public async Task LookAgain_LastApproverLeaves_TheRequestSaysSoAndNotWhenSomebodyIsThereAgain()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync("rules: [{ name: r, decision: ask, stages: [{ approvers: [\"group:dba\"] }] }]");
        var request = await fixture.SubmitAsync();
        await fixture.Upkeep.RunOnceAsync(Ct);
        Assert.Null((await fixture.StoredAsync(request.Id)).Note);

        await fixture.LeavesAsync("mira", "dba");
        await fixture.Upkeep.RunOnceAsync(Ct);
        await fixture.Upkeep.RunOnceAsync(Ct);
        foreach (var reader in (string[])["ida", "ruben", "olga", "ada"])
            Assert.Contains(
                "the group dba has no members",
                (await fixture.Queries.GetAsync(Person(reader), request.Id, Ct)).Required().Note,
                StringComparison.Ordinal
            );
        Assert.Single(await fixture.JournalAsync($"request:{request.Id}"), t => t == RequestNobodyLeft.Type);

        await fixture.JoinsAsync("ruben", "dba");
        await fixture.Upkeep.RunOnceAsync(Ct);
        Assert.Null((await fixture.StoredAsync(request.Id)).Note);
        Assert.Contains(RequestSomebodyAgain.Type, await fixture.JournalAsync($"request:{request.Id}"));
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("ruben", request.Id)).Required().State);
    }

    [Fact]
    public async Task LookAgain_LastApproverLeavesAndPolicyEscalates_TheOthersAreAsked()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(
            "rules: [{ name: r, decision: ask, stages: [{ approvers: [\"group:dba\"], escalateTo: [\"user:ruben@example.org\"] }] }]"
        );
        var request = await fixture.SubmitAsync();
        Assert.Equal("not-asked", (await fixture.ApproveAsync("ruben", request.Id)).Refusal!.Code);
        await fixture.DisableAsync("mira");
        await fixture.Upkeep.RunOnceAsync(Ct);
        Assert.Contains(RequestEscalated.Type, await fixture.JournalAsync($"request:{request.Id}"));
        Assert.Null((await fixture.StoredAsync(request.Id)).Note);
        Assert.Equal(1, (await fixture.Queries.CountsAsync(Person("ruben"), Ct)).Required().WaitingForMe);
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("ruben", request.Id)).Required().State);
    }

    [Fact]
    public async Task Save_WhatIsNotThere_IsWarnedOfWithItsPlace()
    {
        await using var fixture = await CreateAsync();
        const string yaml = """
            version: 1
            rules:
              - name: r
                match: { requesters: { groups: [strangers] } }
                decision: ask
                stages:
                  - { approvers: ["group:ghosts"] }
                  - { approvers: ["user:nobody@example.org", "role:approver"], needed: 9 }
                enforce: [nosuch]
            """;
        var saved = (await fixture.Books.SaveAsync(Person("olga"), yaml, Ct)).Required();
        foreach (
            var (line, what) in ((int, string)[])
                [(4, "strangers"), (7, "ghosts"), (8, "nobody@example.org"), (8, "only two can decide"), (9, "nosuch")]
        )
        {
            Assert.Contains(saved.Warnings, w => w.Line == line && w.Column > 0 && w.Sentence.Contains(what, StringComparison.Ordinal));
            Assert.Contains(
                saved.Notices,
                n => n.StartsWith($"line {line}, column ", StringComparison.Ordinal) && n.Contains(what, StringComparison.Ordinal)
            );
        }

        var valid = (await fixture.Books.ValidateAsync(Person("olga"), yaml, Ct)).Required();
        Assert.True(valid.Valid);
        Assert.Equal(saved.Notices, valid.Notices);
        Assert.Equal(saved.Notices, (await fixture.Books.CurrentAsync(Person("olga"), Ct)).Required().Notices);
    }

    [Fact]
    public async Task Save_WhatIsThere_IsNotWarnedOf()
    {
        await using var fixture = await CreateAsync();
        var saved = (
            await fixture.Books.SaveAsync(
                Person("olga"),
                "rules: [{ name: r, match: { requesters: { groups: [Engineering] } }, decision: ask, stages: [{ approvers: [\"group:DBA\", \"user:RUBEN@example.org\"], needed: 2 }], enforce: [Gateway] }]",
                Ct
            )
        ).Required();
        Assert.Empty(saved.Notices);
    }
}
