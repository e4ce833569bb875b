using JitPortal.Policies;

namespace JitPortal.Tests.Policies.Model;

/// <summary>A rule that can let nobody in is told when the policy is read, and one that can is not.</summary>
public sealed class SwallowedRulesTests
{
    [Theory]
    [InlineData("{ name: b, decision: deny }", true)]
    [InlineData("{ name: b, match: { services: { networks: [10.0.0.0/8] } }, decision: deny }", true)]
    [InlineData("{ name: b, match: { services: { networks: [10.1.0.0/16] } }, decision: deny }", false)]
    [InlineData("{ name: b, match: { services: { networks: [192.168.0.0/16] } }, decision: deny }", false)]
    [InlineData("{ name: b, match: { services: { sensitivity: High+ } }, decision: deny }", false)]
    [InlineData("{ name: b, decision: ask }, { name: c, decision: deny }", false)]
    [InlineData("{ name: b, match: { services: { networks: [192.168.0.0/16] } }, decision: ask }, { name: c, decision: deny }", true)]
    public void Read_ScanFactRuleBeforeOthers_IsToldWhenItLetsNobodyIn(string behind, bool told)
    {
        var read = PolicyYaml.Read(
            $"version: 1\nrules: [{{ name: a, match: {{ services: {{ networks: [10.0.0.0/8], sensitivity: High+ }} }}, decision: ask }}, {behind}]"
        );
        Assert.NotNull(read.Book);
        Assert.Equal(told, read.Notices.Any(n => n.Sentence.Contains("The rule a lets nobody in", StringComparison.Ordinal)));
    }
}
