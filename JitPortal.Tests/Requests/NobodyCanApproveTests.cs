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
        await using var rig = await CreateAsync();
        await rig.JoinsAsync("olga", "watchers");
        await rig.AddPersonAsync("lars", Role.Approver, ["leavers"]);
        await rig.DisableAsync("lars");
        await rig.JoinsAsync("ida", "nobodies");
        await rig.LeavesAsync("ida", "nobodies");
        await rig.PolicyAsync($"rules: [{{ name: r, decision: ask, stages: [{{ approvers: [\"{approver}\"], needed: {needed} }}] }}]");

        var refused = (await rig.Desk.SubmitAsync(Person("ida"), rig.Ask(), Ct)).Refusal!;
        Assert.Equal((RefusalKind.Forbidden, "policy-refused"), (refused.Kind, refused.Code));
        Assert.StartsWith("Nobody could approve this: ", refused.Sentence, StringComparison.Ordinal);
        Assert.Contains(missing, refused.Sentence, StringComparison.Ordinal);
        var preview = (await rig.Desk.PreviewAsync(Person("ida"), rig.Ask(), Ct)).Required();
        Assert.Equal(PolicyDecision.Deny, preview.Verdict.Decision);
        Assert.Contains(refused.Sentence, preview.Verdict.Sentences);
        var trial = (
            await rig.Store.Get<RequestTrial>().WhatIfAsync(Person("olga"), new Trial("ida@example.org", "10.0.0.5:5432"), Ct)
        ).Required();
        Assert.Contains(refused.Sentence, trial.Sentences);
        Assert.Contains(RequestEvents.Refused, await rig.JournalAsync());
    }

    [Fact]
    public async Task Submit_StagesThatNeedTheSamePersonTwice_IsRefused()
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync(
            "rules: [{ name: r, decision: ask, stages: [{ approvers: [\"group:dba\"] }, { approvers: [\"group:security\"] }] }]"
        );
        var refused = (await rig.Desk.SubmitAsync(Person("ida"), rig.Ask(), Ct)).Refusal!;
        Assert.Contains("different people", refused.Sentence, StringComparison.Ordinal);
        await rig.JoinsAsync("ruben", "security");
        Assert.True((await rig.Desk.SubmitAsync(Person("ida"), rig.Ask(), Ct)).Ok);
    }

    [Fact]
    public async Task Submit_NobodyButThoseOfTheEscalation_AsksThemAtOnce()
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync(
            "rules: [{ name: r, decision: ask, stages: [{ approvers: [\"group:ghosts\"], escalateTo: [\"group:security\"] }] }]"
        );
        var request = await rig.SubmitAsync();
        Assert.Contains(request.Verdict.Sentences, s => s.Contains("group security is asked too", StringComparison.Ordinal));
        Assert.Equal(RequestState.Approved, (await rig.ApproveAsync("mira", request.Id)).Required().State);
    }

    [Fact]
    public async Task Approve_TheOnlyOneOfALaterStage_IsRefusedForTheEarlierOne()
    {
        await using var rig = await CreateAsync();
        await rig.ServiceAsync(rig.Database, s => s.Owner = "dba");
        await rig.PolicyAsync(
            "rules: [{ name: r, decision: ask, stages: [{ approvers: [owner, \"role:Approver\"] }, { approvers: [owner] }] }]"
        );
        var request = await rig.SubmitAsync();
        var refused = (await rig.ApproveAsync("mira", request.Id)).Refusal!;
        Assert.Equal((RefusalKind.Forbidden, "needed-later"), (refused.Kind, refused.Code));
        Assert.Contains("dba (owner)", refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(2, (await rig.ApproveAsync("ruben", request.Id)).Required().Stage);
        Assert.Equal(RequestState.Approved, (await rig.ApproveAsync("mira", request.Id)).Required().State);
    }

    [Fact]
    public async Task LookAgain_LastApproverLeaves_TheRequestSaysSoAndNotWhenSomebodyIsThereAgain()
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync("rules: [{ name: r, decision: ask, stages: [{ approvers: [\"group:dba\"] }] }]");
        var request = await rig.SubmitAsync();
        await rig.Upkeep.RunOnceAsync(Ct);
        Assert.Null((await rig.StoredAsync(request.Id)).Note);

        await rig.LeavesAsync("mira", "dba");
        await rig.Upkeep.RunOnceAsync(Ct);
        await rig.Upkeep.RunOnceAsync(Ct);
        foreach (var reader in (string[])["ida", "ruben", "olga", "ada"])
            Assert.Contains(
                "the group dba has no members",
                (await rig.Queries.GetAsync(Person(reader), request.Id, Ct)).Required().Note,
                StringComparison.Ordinal
            );
        Assert.Single(await rig.JournalAsync($"request:{request.Id}"), t => t == RequestEvents.NobodyLeft);

        await rig.JoinsAsync("ruben", "dba");
        await rig.Upkeep.RunOnceAsync(Ct);
        Assert.Null((await rig.StoredAsync(request.Id)).Note);
        Assert.Contains(RequestEvents.SomebodyAgain, await rig.JournalAsync($"request:{request.Id}"));
        Assert.Equal(RequestState.Approved, (await rig.ApproveAsync("ruben", request.Id)).Required().State);
    }

    [Fact]
    public async Task LookAgain_LastApproverLeavesAndPolicyEscalates_TheOthersAreAsked()
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync(
            "rules: [{ name: r, decision: ask, stages: [{ approvers: [\"group:dba\"], escalateTo: [\"user:ruben@example.org\"] }] }]"
        );
        var request = await rig.SubmitAsync();
        Assert.Equal("not-asked", (await rig.ApproveAsync("ruben", request.Id)).Refusal!.Code);
        await rig.DisableAsync("mira");
        await rig.Upkeep.RunOnceAsync(Ct);
        Assert.Contains(RequestEvents.Escalated, await rig.JournalAsync($"request:{request.Id}"));
        Assert.Null((await rig.StoredAsync(request.Id)).Note);
        Assert.Equal(1, (await rig.Queries.CountsAsync(Person("ruben"), Ct)).Required().WaitingForMe);
        Assert.Equal(RequestState.Approved, (await rig.ApproveAsync("ruben", request.Id)).Required().State);
    }

    [Fact]
    public async Task Save_WhatIsNotThere_IsWarnedOfWithItsPlace()
    {
        await using var rig = await CreateAsync();
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
        var saved = (await rig.Books.SaveAsync(Person("olga"), yaml, Ct)).Required();
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

        var valid = (await rig.Books.ValidateAsync(Person("olga"), yaml, Ct)).Required();
        Assert.True(valid.Valid);
        Assert.Equal(saved.Notices, valid.Notices);
        Assert.Equal(saved.Notices, (await rig.Books.CurrentAsync(Person("olga"), Ct)).Required().Notices);
    }

    [Fact]
    public async Task Save_WhatIsThere_IsNotWarnedOf()
    {
        await using var rig = await CreateAsync();
        var saved = (
            await rig.Books.SaveAsync(
                Person("olga"),
                "rules: [{ name: r, match: { requesters: { groups: [Engineering] } }, decision: ask, stages: [{ approvers: [\"group:DBA\", \"user:RUBEN@example.org\"], needed: 2 }], enforce: [Gateway] }]",
                Ct
            )
        ).Required();
        Assert.Empty(saved.Notices);
    }
}
