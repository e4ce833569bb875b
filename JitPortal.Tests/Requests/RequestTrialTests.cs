using JitPortal.Policies.Model;
using JitPortal.Requests;
using JitPortal.Shared;
using static JitPortal.Tests.Requests.RequestFixture;

namespace JitPortal.Tests.Requests;

public sealed class RequestTrialTests
{
    [Fact]
    public async Task WhatIf_PolicyInForceAndDraft_SayTheirOwn()
    {
        await using var fixture = await CreateAsync();
        var trial = fixture.Store.Get<RequestTrial>();
        var inForce = (await trial.WhatIfAsync(Person("olga"), new Trial("ida@example.org", "10.0.0.5:5432"), Ct)).Required();
        Assert.Equal((PolicyDecision.Ask, "critical"), (inForce.Decision, inForce.RuleName));
        var draft = (
            await trial.WhatIfAsync(
                Person("olga"),
                new Trial(
                    "ida@example.org",
                    "10.0.0.5:5432",
                    Draft: "rules: [{ name: eng, match: { requesters: { groups: [engineering] } }, decision: allow }]"
                ),
                Ct
            )
        ).Required();
        Assert.Equal((PolicyDecision.Allow, "eng"), (draft.Decision, draft.RuleName));
        Assert.Equal(
            "critical",
            (await trial.WhatIfAsync(Person("olga"), new Trial("ida@example.org", "10.0.0.5:5432"), Ct)).Required().RuleName
        );
    }

    [Theory]
    [InlineData("nobody@example.org", "10.0.0.5:5432", null, "person-unknown")]
    [InlineData("ida@example.org", "10.0.0.5:1", null, "service-unknown")]
    [InlineData("ida@example.org", "10.0.0.5:5432", "rules: [", "policy-invalid")]
    public async Task WhatIf_WrongInput_IsRefused(string person, string service, string? draft, string code)
    {
        await using var fixture = await CreateAsync();
        Assert.Equal(
            code,
            (await fixture.Store.Get<RequestTrial>().WhatIfAsync(Person("olga"), new Trial(person, service, Draft: draft), Ct))
                .Refusal!
                .Code
        );
    }

    [Fact]
    public async Task WhatIf_Requester_IsForbidden()
    {
        await using var fixture = await CreateAsync();
        Assert.Equal(
            RefusalKind.Forbidden,
            (await fixture.Store.Get<RequestTrial>().WhatIfAsync(Person("ida"), new Trial("mira@example.org", "10.0.0.5:5432"), Ct))
                .Refusal!
                .Kind
        );
    }
}
