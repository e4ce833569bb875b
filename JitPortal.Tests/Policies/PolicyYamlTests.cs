using JitPortal.Policies;
using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Policies;

public sealed class PolicyYamlTests
{
    private const string EveryKey = """
        version: 1
        rules:
          - name: databases
            match:
              sites: [main]
              services: { networks: [10.0.0.0/8], ports: [5432/tcp, 3306/tcp], names: ["postgres*"], sensitivity: High+, tags: [], findings: High+ }
              requesters: { groups: [engineering] }
            decision: ask                  # allow | ask | deny
            sentence: Database access needs its owner.
            stages:
              - { approvers: [owner, manager, "group:dba", "user:ann@example.org"], needed: 1, remindAfter: PT15M, escalateAfter: PT1H, escalateTo: ["group:security"] }
            limits: { default: PT30M, max: PT2H, reason: required, ticket: "^[A-Z]+-[0-9]+$", factAge: PT24H, startWithin: P7D, pendingFor: PT24H, windows: ["Mon-Fri 08:00-18:00 Europe/Berlin"], stepUp: [approve] }
            extend: { max: PT4H, decision: allow }
            enforce: [gateway]
            lease: full                    # full | dead-man
            breakGlass: { groups: [oncall] }
        """;

    /// <summary>Found by <see cref="Model.PolicyPropertyTests"/>, then made as short as it goes: here the YAML library throws what is no YamlException.</summary>
    [Theory]
    [InlineData("...\n[")]
    [InlineData("&a\n : }")]
    [InlineData("? {\na")]
    public void Read_TextThatTripsTheLibrary_IsAProblemWithAPlace(string text)
    {
        var problem = Assert.Single(PolicyYaml.Read(text).Problems);
        Assert.True(problem.Line > 0, problem.Sentence);
    }

    [Fact]
    public void Read_EveryKeyOfTheForm_IsUnderstood()
    {
        var reading = PolicyYaml.Read(EveryKey);
        Assert.Empty(reading.Problems);
        var rule = Assert.Single(reading.Book!.Rules);
        Assert.Equal(Sensitivity.High, rule.Match.Sensitivity);
        Assert.Equal(4, rule.Stages.Single().Approvers.Count);
        Assert.Equal(TimeSpan.FromHours(1), rule.Stages.Single().EscalateAfter);
        Assert.Equal(TimeSpan.FromDays(7), rule.Limits.StartWithin);
        Assert.Equal(StepUpMoment.Approve, Assert.Single(rule.Limits.StepUp));
        Assert.Equal(new ExtendRule(TimeSpan.FromHours(4), PolicyDecision.Allow), rule.Extend);
        Assert.Equal("oncall", Assert.Single(rule.BreakGlassGroups));
    }

    [Fact]
    public void Read_KeysOfLaterVersions_AreNotPassedOverInSilence() => Assert.Equal(3, PolicyYaml.Read(EveryKey).Notices.Count);

    [Fact]
    public void Read_ShippedPolicy_HasNoProblemAndNoNotice()
    {
        var reading = PolicyYaml.Read(ShippedPolicy.Yaml);
        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Notices);
        Assert.Equal(3, reading.Book!.Rules.Count);
    }

    [Theory]
    [InlineData("{ name: \"\\u200b\", decision: deny }")]
    [InlineData("{ name: a, decision: deny, sentence: \"\u3164\u2800\" }")]
    [InlineData("{ name: a, decision: ask, stages: [ { approvers: [\"group:\u2060\"] } ] }")]
    public void Read_TextThatShowsNothing_IsAProblem(string rule)
    {
        var problem = Assert.Single(PolicyYaml.Read($"version: 1\nrules:\n  - {rule}\n").Problems);
        Assert.Equal(("Nothing of this text can be seen; write it in letters.", 3), (problem.Sentence, problem.Line));
    }

    [Fact]
    public void Read_Json_IsYaml() =>
        Assert.NotNull(
            PolicyYaml.Read("""{ "version": 1, "rules": [ { "name": "all", "decision": "ask", "limits": { "max": "PT1H" } } ] }""").Book
        );

    [Fact]
    public void Read_ManyMistakes_AreToldAtOnceWithTheirPlaces()
    {
        var reading = PolicyYaml.Read(
            """
            version: 1
            rules:
              - name: one
                decision: maybe
                limits: { max: 2h, maxx: PT1H }
              - name: one
                match: { services: { networks: [10.0.0.0/99], sensitivity: High } }
                decision: ask
                stages:
                  - { approvers: [boss], needed: 0 }
              - decision: allow
                stages: [{ approvers: [owner] }]
            """
        );
        Assert.Null(reading.Book);
        (string Field, int Line)[] expected =
        [
            ("rules[0].decision", 4),
            ("rules[0].limits.max", 5),
            ("rules[0].limits.maxx", 5),
            ("rules[1].name", 6),
            ("rules[1].match.services.networks", 7),
            ("rules[1].match.services.sensitivity", 7),
            ("rules[1].stages[0].approvers", 10),
            ("rules[1].stages[0].needed", 10),
            ("rules[2].name", 11),
            ("rules[2].stages", 12),
        ];
        foreach (var (field, line) in expected)
            Assert.Contains(reading.Problems, p => p.Field == field && p.Line == line && p.Column > 0 && p.Sentence.Length > 10);
        Assert.Equal(5, reading.Problems.First(p => p.Field == "rules[0].limits.maxx").Line);
        Assert.Equal(24, reading.Problems.First(p => p.Field == "rules[0].limits.maxx").Column);
    }

    [Theory]
    [InlineData("rules: [", 2)]
    [InlineData("a: b: c", 1)]
    [InlineData("just a text", 1)]
    [InlineData("", 1)]
    [InlineData("version: 1\nrules:\n\t- name: x", 3)]
    [InlineData("version: 2\nrules: []", 1)]
    [InlineData("version: 1", 1)]
    [InlineData("rules: []\nrules: []", 2)]
    [InlineData("rules: {}", 1)]
    public void Read_NotAPolicy_IsOneProblemWithItsLine(string yaml, int line)
    {
        var reading = PolicyYaml.Read(yaml);
        Assert.Null(reading.Book);
        Assert.Equal(line, reading.Problems[0].Line);
    }

    [Fact]
    public void Read_TicketPatternThatCouldRunForEver_IsRefused() =>
        Assert.Single(PolicyYaml.Read("rules: [{ name: r, decision: allow, limits: { ticket: \"(?=a)(a+)+$\" } }]").Problems);

    [Theory]
    [InlineData("rules: &a [*a]")]
    [InlineData("{a: &b {*b : c}}")]
    public void Read_Alias_IsRefused(string yaml) =>
        Assert.Contains("Aliases", PolicyYaml.Read(yaml).Problems[0].Sentence, StringComparison.Ordinal);

    [Fact]
    public void Read_EndlessNesting_IsRefusedAndTheProcessLives() =>
        Assert.Contains("Nested", PolicyYaml.Read("rules: " + new string('[', 500_000)).Problems[0].Sentence, StringComparison.Ordinal);

    [Fact]
    public void Read_StageThatNobodyCouldPass_IsRefused() =>
        Assert.Single(PolicyYaml.Read("rules: [{ name: r, decision: ask, stages: [{ approvers: [manager], needed: 2 }] }]").Problems);
}
