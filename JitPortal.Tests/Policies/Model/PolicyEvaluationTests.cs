using JitPortal.Policies;
using JitPortal.Policies.Model;
using JitPortal.Shared;
using static JitPortal.Tests.Policies.Model.GivenFacts;

namespace JitPortal.Tests.Policies.Model;

public sealed class PolicyEvaluationTests
{
    [Fact]
    public void Evaluate_NoRuleCovers_Denies()
    {
        var verdict = Judge("rules: [{ name: ssh, match: { services: { ports: [22/tcp] } }, decision: allow }]", Facts());
        Assert.Equal(PolicyDecision.Deny, verdict.Decision);
        Assert.Equal(PolicyEvaluation.NoRule, verdict.RuleName);
        Assert.Contains(verdict.Sentences, s => s.Contains("No rule covers", StringComparison.Ordinal));
    }

    [Fact]
    public void Evaluate_EmptyBook_Denies() => Assert.Equal(PolicyDecision.Deny, Judge("rules: []", Facts()).Decision);

    [Fact]
    public void Evaluate_TwoRulesCoverForCertain_FirstDecides()
    {
        var verdict = Judge(
            """
            rules:
              - { name: first, match: { services: { networks: [10.0.0.0/8] } }, decision: allow }
              - { name: second, decision: deny }
            """,
            Facts()
        );
        Assert.Equal((PolicyDecision.Allow, "first", 14), (verdict.Decision, verdict.RuleName, verdict.BookVersion));
    }

    [Theory]
    [InlineData("networks: [10.0.0.0/24]", true)]
    [InlineData("networks: [10.0.1.0/24, 10.0.0.5]", true)]
    [InlineData("networks: [10.0.1.0/24]", false)]
    [InlineData("ports: [5000-6000/tcp]", true)]
    [InlineData("ports: [5432]", true)]
    [InlineData("ports: [5432/udp]", false)]
    [InlineData("names: [\"POSTGRES*\"]", true)]
    [InlineData("names: [\"*sql\"]", true)]
    [InlineData("names: [mysql]", false)]
    [InlineData("products: [\"*DB\"]", true)]
    [InlineData("cpes: [\"cpe:/a:postgresql:*\"]", true)]
    [InlineData("cpes: [\"cpe:/a:redis:*\"]", false)]
    [InlineData("sensitivity: High+", true)]
    [InlineData("sensitivity: Critical+", true)]
    [InlineData("findings: Low+", false)]
    [InlineData("tags: [Database]", true)]
    [InlineData("tags: [lab]", false)]
    [InlineData("owners: [DBA]", true)]
    [InlineData("owners: [web]", false)]
    [InlineData("tags: []", true)]
    public void Evaluate_ServiceMatch_CoversWhatItSays(string match, bool covers)
    {
        var facts = Facts(cpes: ["cpe:/a:postgresql:postgresql:15.6"], tags: ["database"], owner: "dba");
        var verdict = Judge($"rules: [{{ name: r, match: {{ services: {{ {match} }} }}, decision: ask }}]", facts);
        Assert.Equal(covers ? PolicyDecision.Ask : PolicyDecision.Deny, verdict.Decision);
    }

    [Theory]
    [InlineData("[main]", "10.0.0.5:5432/tcp", true)]
    [InlineData("[north]", "10.0.0.5:5432/tcp", false)]
    [InlineData("[North]", "north/10.0.0.5:5432/tcp", true)]
    [InlineData("[main, south]", "north/10.0.0.5:5432/tcp", false)]
    [InlineData("[]", "north/10.0.0.5:5432/tcp", true)]
    public void Evaluate_SiteMatch_CoversThatAddressSpaceAlone(string sites, string endpoint, bool covers)
    {
        var verdict = Judge(
            $"rules: [{{ name: r, match: {{ sites: {sites}, services: {{ networks: [10.0.0.0/8] }} }}, decision: allow }}]",
            Facts(endpoint)
        );
        Assert.Equal(covers ? PolicyDecision.Allow : PolicyDecision.Deny, verdict.Decision);
    }

    [Fact]
    public void Evaluate_RequesterOutsideTheGroups_IsNotCovered()
    {
        const string yaml = "rules: [{ name: r, match: { requesters: { groups: [engineering] } }, decision: allow }]";
        Assert.Equal(PolicyDecision.Allow, Judge(yaml, Facts(groups: ["Engineering"])).Decision);
        Assert.Equal(PolicyDecision.Deny, Judge(yaml, Facts(groups: ["sales"])).Decision);
    }

    [Fact]
    public void Evaluate_BannerMatchesALooserRuleFirst_StricterRuleBehindStillCounts()
    {
        var verdict = Judge(
            """
            rules:
              - { name: web, match: { services: { names: ["http*"] } }, decision: allow, limits: { max: PT8H } }
              - { name: rest, decision: ask, stages: [{ approvers: ["group:security"], needed: 2 }], limits: { max: PT1H, reason: required } }
            """,
            Facts(name: "http")
        );
        Assert.Equal(
            (PolicyDecision.Ask, "rest", 2, TimeSpan.FromHours(1)),
            (verdict.Decision, verdict.RuleName, verdict.ApprovalsNeeded, verdict.MaxDuration)
        );
        Assert.Contains(verdict.Conditions, c => c.Kind == ConditionKind.Tightened);
    }

    [Fact]
    public void Evaluate_OnlyABannerWouldOpenIt_Denies() =>
        Assert.Equal(
            PolicyDecision.Deny,
            Judge("rules: [{ name: web, match: { services: { names: [http] } }, decision: allow }]", Facts(name: "http")).Decision
        );

    [Fact]
    public void Evaluate_ScanFactMissing_LooserRuleBehindDoesNotWin()
    {
        const string yaml = """
            rules:
              - { name: weak, match: { services: { products: ["OldSSH*"] } }, decision: deny, sentence: OldSSH is not opened to anybody. }
              - { name: rest, decision: allow }
            """;
        Assert.Equal(PolicyDecision.Allow, Judge(yaml, Facts(product: "OpenSSH")).Decision);
        Assert.Equal(PolicyDecision.Deny, Judge(yaml, Facts(product: "OldSSH 3")).Decision);
        var unknown = Judge(yaml, Facts(product: null));
        Assert.Equal(PolicyDecision.Deny, unknown.Decision);
        Assert.Contains(unknown.Conditions, c => c.Kind == ConditionKind.Unknown && c.Sentence.Contains("weak", StringComparison.Ordinal));
    }

    [Fact]
    public void Evaluate_ScanFactStale_CountsAsUnknown()
    {
        const string yaml = """
            rules:
              - { name: weak, match: { services: { sensitivity: High+ } }, decision: ask, limits: { factAge: P30D } }
              - { name: rest, decision: allow }
            """;
        Assert.Equal(PolicyDecision.Allow, Judge(yaml, Facts(sensitivity: Sensitivity.Low, seenAgo: TimeSpan.FromDays(29))).Decision);
        Assert.NotEqual(PolicyDecision.Allow, Judge(yaml, Facts(sensitivity: Sensitivity.Low, seenAgo: TimeSpan.FromDays(31))).Decision);
    }

    /// <summary>Sensitivity, findings, tags and owner are drawn from name and product; where nobody found those out, that nothing was drawn says nothing.</summary>
    [Theory]
    [InlineData("sensitivity: High+")]
    [InlineData("findings: High+")]
    [InlineData("tags: [production]")]
    [InlineData("owners: [ann@example.org]")]
    public void Evaluate_NobodyIdentifiedTheService_RuleOnConclusionsCountsAsIfItCovered(string looksAt)
    {
        var yaml = $$"""
            rules:
              - { name: strict, match: { services: { {{looksAt}} } }, decision: deny, sentence: Not to be opened. }
              - { name: rest, decision: allow }
            """;
        Assert.Equal(PolicyDecision.Allow, Judge(yaml, Facts(sensitivity: Sensitivity.Low)).Decision);
        var unknown = Judge(yaml, Facts(name: null, product: null, sensitivity: Sensitivity.Low));
        Assert.Equal(PolicyDecision.Deny, unknown.Decision);
        Assert.Contains(
            unknown.Conditions,
            c => c.Kind == ConditionKind.Unknown && c.Sentence.Contains("strict", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Evaluate_ShippedPolicy_NobodyIdentifiedTheService_CountsAsHighAndNotAsCritical()
    {
        var verdict = Judge(ShippedPolicy.Yaml, Facts(name: null, product: null, sensitivity: Sensitivity.Low));
        Assert.Equal((PolicyDecision.Ask, TimeSpan.FromHours(1)), (verdict.Decision, verdict.MaxDuration));
        Assert.Equal(LeaseKind.Full, Assert.Single(verdict.Enforcement).Lease);
        Assert.Contains(
            verdict.Conditions,
            c => c.Kind == ConditionKind.Unknown && c.Sentence.Contains("what answers there", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Evaluate_NobodyIdentifiedTheService_WhatItsPortGaveIsKnown()
    {
        var verdict = Judge(
            "rules: [{ name: high, match: { services: { sensitivity: High+ } }, decision: ask }]",
            Facts(name: null, product: null, sensitivity: Sensitivity.High)
        );
        Assert.Equal(PolicyDecision.Ask, verdict.Decision);
        Assert.DoesNotContain(verdict.Conditions, c => c.Kind == ConditionKind.Unknown);
    }

    [Fact]
    public void Evaluate_OnlyRuleIsPossible_Denies() =>
        Assert.Equal(
            PolicyDecision.Deny,
            Judge("rules: [{ name: db, match: { services: { names: [\"postgres*\"] } }, decision: ask }]", Facts(name: null)).Decision
        );

    [Theory]
    [InlineData(0, PolicyDecision.Ask)]
    [InlineData(23, PolicyDecision.Ask)]
    [InlineData(25, PolicyDecision.Deny)]
    [InlineData(-1, PolicyDecision.Deny)]
    public void Evaluate_ShippedPolicy_WantsItSeenOpenWithinADay(int hoursAgo, PolicyDecision expected) =>
        Assert.Equal(expected, Judge(ShippedPolicy.Yaml, Facts(seenAgo: TimeSpan.FromHours(hoursAgo))).Decision);

    [Fact]
    public void Evaluate_ShippedPolicy_NeverSeen_Denies() =>
        Assert.Equal(PolicyDecision.Deny, Judge(ShippedPolicy.Yaml, Facts(neverSeen: true)).Decision);

    [Fact]
    public void Evaluate_ShippedPolicy_SeenClosedSince_Denies()
    {
        var facts = Facts();
        var closed = facts with { Service = facts.Service with { Closed = true } };
        Assert.Equal(PolicyDecision.Deny, Judge(ShippedPolicy.Yaml, closed).Decision);
    }

    [Theory]
    [InlineData(Sensitivity.Critical, 60, PolicyDecision.Ask)]
    [InlineData(Sensitivity.High, 61, PolicyDecision.Deny)]
    [InlineData(Sensitivity.Moderate, 61, PolicyDecision.Ask)]
    [InlineData(Sensitivity.Low, 481, PolicyDecision.Deny)]
    public void Evaluate_ShippedPolicy_LimitsBySensitivity(Sensitivity sensitivity, int minutes, PolicyDecision expected)
    {
        var verdict = Judge(ShippedPolicy.Yaml, Facts(sensitivity: sensitivity, asked: TimeSpan.FromMinutes(minutes)));
        Assert.Equal(expected, verdict.Decision);
        Assert.Equal(1, verdict.ApprovalsNeeded);
        Assert.Equal(expected == PolicyDecision.Deny, verdict.OnlyInputIsWrong);
    }

    [Fact]
    public void Evaluate_ReasonMissing_IsInputToCorrect()
    {
        var verdict = Judge(ShippedPolicy.Yaml, Facts(reason: "  "));
        Assert.True(verdict.OnlyInputIsWrong);
        Assert.Contains(verdict.Conditions, c => c.Field == "reason");
        Assert.Single(verdict.Stages);
    }

    [Theory]
    [InlineData("OPS-17", PolicyDecision.Allow)]
    [InlineData("ops 17", PolicyDecision.Deny)]
    [InlineData("xOPS-17", PolicyDecision.Deny)]
    [InlineData("OPS-17 and more", PolicyDecision.Deny)]
    [InlineData(null, PolicyDecision.Deny)]
    public void Evaluate_TicketPattern_IsHeldByTheWholeTicket(string? ticket, PolicyDecision expected)
    {
        Assert.Equal(
            expected,
            Judge("rules: [{ name: r, decision: allow, limits: { ticket: \"^[A-Z]+-[0-9]+$\" } }]", Facts(ticket: ticket)).Decision
        );
        Assert.Equal(
            expected,
            Judge("rules: [{ name: r, decision: allow, limits: { ticket: \"[A-Z]+-[0-9]+\" } }]", Facts(ticket: ticket)).Decision
        );
    }

    [Theory]
    [InlineData("Mon-Fri 08:00-18:00 UTC", PolicyDecision.Allow)]
    [InlineData("Mon-Fri 08:00-12:15 UTC", PolicyDecision.Deny)]
    [InlineData("Sat,Sun 00:00-24:00", PolicyDecision.Deny)]
    public void Evaluate_Windows_HoldTheWholeAccess(string window, PolicyDecision expected) =>
        Assert.Equal(expected, Judge($"rules: [{{ name: r, decision: allow, limits: {{ windows: [\"{window}\"] }} }}]", Facts()).Decision);

    [Theory]
    [InlineData(-60, PolicyDecision.Deny)]
    [InlineData(0, PolicyDecision.Allow)]
    [InlineData(119, PolicyDecision.Allow)]
    [InlineData(121, PolicyDecision.Deny)]
    public void Evaluate_StartAt_MustBeAheadAndWithinTheLimit(int minutes, PolicyDecision expected) =>
        Assert.Equal(
            expected,
            Judge("rules: [{ name: r, decision: allow, limits: { startWithin: PT2H } }]", Facts(startAt: Now.AddMinutes(minutes))).Decision
        );

    [Theory]
    [InlineData("limits: { stepUp: [approve] }")]
    public void Evaluate_DemandThatCannotBeKept_Refuses(string demand) =>
        Assert.Equal(PolicyDecision.Deny, Judge($"rules: [{{ name: r, decision: allow, {demand} }}]", Facts()).Decision);

    [Fact]
    public void Evaluate_EnforcementOfSeveralRules_IsJoinedToTheStrictest()
    {
        const string yaml = """
            rules:
              - { name: by scan, match: { services: { names: ["*"] } }, decision: allow, enforce: [ssh, edge], lease: dead-man }
              - { name: plain, decision: allow, enforce: [edge] }
            """;
        var terms = Assert.Single(Judge(yaml, Facts()).Enforcement);
        Assert.Equal(["edge", "ssh"], terms.Points.Order(StringComparer.Ordinal));
        Assert.Equal(LeaseKind.DeadMan, terms.Lease);
        Assert.Equal(
            (0, LeaseKind.Full),
            (
                Judge("rules: [{ name: r, decision: allow }]", Facts()).Enforcement[0].Points.Count,
                Judge("rules: [{ name: r, decision: allow }]", Facts()).Enforcement[0].Lease
            )
        );
    }

    [Fact]
    public void Evaluate_NobodyCouldEverApprove_DeniesAndSaysSo()
    {
        const string yaml = "rules: [{ name: r, decision: ask, stages: [{ approvers: [owner, manager] }] }]";
        Assert.Equal(PolicyDecision.Deny, Judge(yaml, Facts()).Decision);
        Assert.Equal(PolicyDecision.Ask, Judge(yaml, Facts(manager: "u-boss")).Decision);
        var owned = Judge(yaml, Facts(owner: "dba"));
        Assert.Equal([new ApproverSpec(ApproverKind.Owner, "dba")], owned.Stages.Single().Approvers);
    }

    [Fact]
    public void Evaluate_Ask_SaysWhoWhyAndUntilWhen()
    {
        var verdict = Judge(
            """
            rules:
              - name: databases
                match: { services: { ports: [5432/tcp] }, requesters: { groups: [engineering] } }
                decision: ask
                sentence: Database access needs its owner.
                stages: [{ approvers: ["group:dba"] }, { approvers: [manager] }]
                limits: { max: PT2H }
            """,
            Facts(manager: "u-boss")
        );
        Assert.Equal("Two people must approve.", verdict.Summary);
        Assert.Equal(Now.AddMinutes(30), verdict.ClosesAtLatest);
        Assert.Equal(
            [
                "In engineering; the rule databases, version 14, covers this service.",
                "Database access needs its owner.",
                "30 min is inside the limit of 2 h.",
            ],
            verdict.Conditions.Select(c => c.Sentence)
        );
        Assert.Contains("Up to 2 h.", verdict.WouldBeRefused);
    }

    [Fact]
    public void Merge_SeveralServices_StrictestDecidesAndAllTeamsAreAsked()
    {
        const string yaml = """
            rules:
              - { name: db, match: { services: { ports: [5432/tcp] } }, decision: ask, stages: [{ approvers: ["group:dba"] }], limits: { max: PT1H } }
              - { name: web, match: { services: { ports: [443/tcp] } }, decision: ask, stages: [{ approvers: ["group:web"] }] }
              - { name: rest, decision: deny }
            """;
        var (db, web, other) = (Judge(yaml, Facts()), Judge(yaml, Facts("10.0.0.5:443/tcp")), Judge(yaml, Facts("10.0.0.5:22/tcp")));
        var both = VerdictMerge.Of([("db", db), ("web", web)]);
        Assert.Equal((PolicyDecision.Ask, 2, TimeSpan.FromHours(1)), (both.Decision, both.ApprovalsNeeded, both.MaxDuration));
        Assert.Equal(1, VerdictMerge.Of([("db", db), ("db2", db)]).ApprovalsNeeded);
        Assert.Equal(PolicyDecision.Deny, VerdictMerge.Of([("db", db), ("ssh", other)]).Decision);
        var sentences = VerdictMerge.Of([("db", db), ("web", web), ("db2", db)]).Conditions.Select(c => c.Sentence).ToList();
        Assert.Contains(sentences, s => s.StartsWith("db, db2: ", StringComparison.Ordinal));
        Assert.DoesNotContain(
            sentences,
            s => s.StartsWith("db: ", StringComparison.Ordinal) || s.StartsWith("db2: ", StringComparison.Ordinal)
        );
    }
}
