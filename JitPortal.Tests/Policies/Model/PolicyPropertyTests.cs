using CsCheck;
using JitPortal.Policies;
using JitPortal.Policies.Model;

namespace JitPortal.Tests.Policies.Model;

/// <summary>What must hold for every book and all facts.</summary>
public sealed class PolicyPropertyTests
{
    [Fact]
    public void Evaluate_WorseFactAdded_NeverLoosens() =>
        Gen.Select(GenPolicy.Book(endsWithCatchAll: true), GenPolicy.Facts, GenPolicy.Worsening)
            .Sample(
                (book, facts, worsen) =>
                {
                    var before = PolicyEvaluation.Evaluate(book, facts);
                    var after = PolicyEvaluation.Evaluate(book, worsen(facts));
                    Assert.True(after.Decision >= before.Decision, $"{before.Summary} became {after.Summary} in\n{PolicyYaml.Write(book)}");
                    Assert.True(after.MaxDuration <= before.MaxDuration);
                    Assert.True(after.PendingFor <= before.PendingFor);
                    if (after.Decision == PolicyDecision.Ask && before.Decision == PolicyDecision.Ask)
                        Assert.True(after.ApprovalsNeeded >= before.ApprovalsNeeded);
                },
                iter: 20_000
            );

    [Fact]
    public void Evaluate_ScanFactsForged_NeverLoosensWhatTheDoorAloneDecides() =>
        Gen.Select(GenPolicy.Book(endsWithCatchAll: true), GenPolicy.Facts)
            .Sample(
                (book, facts) =>
                {
                    var trusted = PolicyEvaluation.Evaluate(new PolicySet(1, [.. book.Rules.Where(r => !r.Match.UsesScanFacts)]), facts);
                    var real = PolicyEvaluation.Evaluate(book, facts);
                    Assert.True(real.Decision >= trusted.Decision);
                    Assert.True(real.MaxDuration <= trusted.MaxDuration);
                },
                iter: 20_000
            );

    [Fact]
    public void Evaluate_AnyBook_NothingOpensByItselfUnlessARuleForTheDoorSaysSo() =>
        Gen.Select(GenPolicy.Book(endsWithCatchAll: false), GenPolicy.Facts)
            .Sample(
                (book, facts) =>
                {
                    if (PolicyEvaluation.Evaluate(book, facts).Decision == PolicyDecision.Allow)
                        Assert.Equal(PolicyDecision.Allow, book.Rules.First(r => RuleCoverage.Of(r, facts) == Coverage.Certain).Decision);
                },
                iter: 20_000
            );

    [Fact]
    public void Evaluate_SameFacts_SameVerdict() =>
        Gen.Select(GenPolicy.Book(endsWithCatchAll: false), GenPolicy.Facts)
            .Sample(
                (book, facts) =>
                {
                    var (one, two) = (PolicyEvaluation.Evaluate(book, facts), PolicyEvaluation.Evaluate(book, facts));
                    Assert.Equal(one.Sentences, two.Sentences);
                    Assert.Equal(
                        (one.Decision, one.RuleName, one.MaxDuration, one.ApprovalsNeeded),
                        (two.Decision, two.RuleName, two.MaxDuration, two.ApprovalsNeeded)
                    );
                },
                iter: 2_000
            );

    [Fact]
    public void Evaluate_Ask_AlwaysNamesSomebody() =>
        Gen.Select(GenPolicy.Book(endsWithCatchAll: false), GenPolicy.Facts)
            .Sample(
                (book, facts) =>
                {
                    var verdict = PolicyEvaluation.Evaluate(book, facts);
                    if (verdict.Decision == PolicyDecision.Ask)
                        Assert.True(verdict.Stages.Count > 0 && verdict.Stages.All(s => s.Approvers.Count > 0 && s.Needed > 0));
                },
                iter: 5_000
            );

    [Fact]
    public void Yaml_WrittenAndRead_IsTheSameBook() =>
        GenPolicy
            .Book(endsWithCatchAll: false)
            .Sample(
                book =>
                {
                    var text = PolicyYaml.Write(book);
                    var reading = PolicyYaml.Read(text, book.Version);
                    Assert.True(reading.Problems.Count == 0, $"{reading.Problems.Select(p => p.Sentence).FirstOrDefault()}\n{text}");
                    Assert.Equal(text, PolicyYaml.Write(reading.Book!));
                },
                iter: 5_000
            );

    [Fact]
    public void Yaml_WrittenAndRead_JudgesTheSame() =>
        Gen.Select(GenPolicy.Book(endsWithCatchAll: false), GenPolicy.Facts)
            .Sample(
                (book, facts) =>
                    Assert.Equal(
                        PolicyEvaluation.Evaluate(book, facts).Sentences,
                        PolicyEvaluation.Evaluate(PolicyYaml.Read(PolicyYaml.Write(book), book.Version).Book!, facts).Sentences
                    ),
                iter: 3_000
            );

    [Fact]
    public void Yaml_AnyText_NeverThrows() =>
        Gen.Select(Gen.String, Gen.Int[0, 400], Gen.Int[0, 400])
            .Sample(
                (noise, from, cut) =>
                {
                    var text = ShippedPolicy.Yaml;
                    var at = from % text.Length;
                    PolicyYaml.Read(text[..at] + noise + text[Math.Min(text.Length, at + cut)..]);
                },
                iter: 3_000
            );
}
