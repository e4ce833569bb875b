namespace JitPortal.Policies.Model;

/// <summary>One verdict for a request that names several services: the strictest decides, and every team that one of them needs is asked.</summary>
public static class VerdictMerge
{
    /// <param name="verdicts">At least one, in the request's order, each with the name its sentences are marked with.</param>
    public static Verdict Of(IReadOnlyList<(string Service, Verdict Verdict)> verdicts)
    {
        if (verdicts.Count == 1)
            return verdicts[0].Verdict;
        var strictest = verdicts.Select(v => v.Verdict).MaxBy(v => v.Decision)!;
        var merged = strictest with
        {
            Conditions = [.. Conditions(verdicts)],
            Stages = [.. Stages(verdicts.Select(v => v.Verdict))],
            DefaultDuration = verdicts.Min(v => v.Verdict.DefaultDuration),
            MaxDuration = verdicts.Min(v => v.Verdict.MaxDuration),
            Duration = verdicts.Min(v => v.Verdict.Duration),
            PendingFor = verdicts.Min(v => v.Verdict.PendingFor),
            ClosesAtLatest = verdicts.Min(v => v.Verdict.ClosesAtLatest),
            NotAfter = verdicts.Min(v => v.Verdict.NotAfter),
            Enforcement = [.. verdicts.SelectMany(v => v.Verdict.Enforcement)],
            KeptOnPolicyChange = verdicts.All(v => v.Verdict.KeptOnPolicyChange),
            WouldBeRefused = [.. verdicts.MinBy(v => v.Verdict.MaxDuration).Verdict.WouldBeRefused],
        };
        return merged with { Summary = VerdictSummary.Of(merged) };
    }

    /// <summary>Each sentence stands once: first, without a mark, what all services share, then the others marked with the services they are about.</summary>
    private static IEnumerable<Condition> Conditions(IReadOnlyList<(string Service, Verdict Verdict)> verdicts)
    {
        var each = verdicts
            .SelectMany(v => v.Verdict.Conditions.Distinct().Select(c => (v.Service, Condition: c)))
            .GroupBy(c => c.Condition, c => c.Service)
            .ToList();
        return each.Where(c => c.Count() == verdicts.Count)
            .Select(c => c.Key)
            .Concat(
                each.Where(c => c.Count() < verdicts.Count)
                    .Select(c => c.Key with { Sentence = $"{string.Join(", ", c)}: {c.Key.Sentence}" })
            );
    }

    private static List<Stage> Stages(IEnumerable<Verdict> verdicts)
    {
        List<Stage> stages = [];
        foreach (var stage in verdicts.SelectMany(v => v.Stages))
        {
            if (!stages.Exists(s => s.AsksTheSameAs(stage)))
                stages.Add(stage);
        }

        return stages;
    }
}
