namespace JitPortal.Policies.Model;

/// <summary>Joins the verdict that a request was made under with a fresh one: what got stricter since counts, what got looser does not.</summary>
public static class VerdictTightening
{
    /// <summary>The pinned verdict with what the fresh one adds.</summary>
    public static Verdict Join(Verdict pinned, Verdict fresh)
    {
        List<Stage> stages = [.. pinned.Stages];
        if (fresh.ApprovalsNeeded > pinned.ApprovalsNeeded)
        {
            foreach (var stage in fresh.Stages)
                AddMissing(stages, stage);
        }

        var tightened = stages.Count > pinned.Stages.Count;
        return pinned with
        {
            Stages = stages,
            KeptOnPolicyChange = pinned.KeptOnPolicyChange && fresh.KeptOnPolicyChange,
            MaxDuration = fresh.MaxDuration < pinned.MaxDuration ? fresh.MaxDuration : pinned.MaxDuration,
            Enforcement =
            [
                .. pinned.Enforcement.Concat(fresh.Enforcement).GroupBy(e => e.Service).Select(g => g.Aggregate((a, b) => a.And(b))),
            ],
            Conditions = tightened
                ?
                [
                    .. pinned.Conditions,
                    new Condition(
                        ConditionKind.Tightened,
                        "What the scan or the policy says became stricter since the request, so more people are asked."
                    ),
                ]
                : pinned.Conditions,
        };
    }

    /// <summary>New stages go to the end: the yeses that were given already keep the stage they were given for.</summary>
    private static void AddMissing(List<Stage> stages, Stage stage)
    {
        var asked = stages.Where(s => s.AsksTheSamePeopleAs(stage)).Sum(s => s.Needed);
        if (asked < stage.Needed)
            stages.Add(stage with { Needed = stage.Needed - asked });
    }
}
