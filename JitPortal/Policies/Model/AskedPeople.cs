namespace JitPortal.Policies.Model;

/// <summary>Binds the stages to the request at hand and says whether anybody could ever answer.</summary>
internal static class AskedPeople
{
    /// <summary>
    /// The stages without the approvers that this request does not have, the owner bound to its group.
    /// NB. The owner is concluded from scan facts, so it is bound now and judged by the approver; the manager is looked up when deciding.
    /// </summary>
    public static IReadOnlyList<Stage> Bind(IReadOnlyList<Stage> stages, Facts facts) =>
        [
            .. stages.Select(s =>
                s with
                {
                    Approvers = [.. Bind(s.Approvers, facts)],
                    EscalateTo = s.EscalateTo is null ? null : [.. Bind(s.EscalateTo, facts)],
                }
            ),
        ];

    /// <summary>Why a stage could never be passed, whoever is in which group; null where that is not certain.</summary>
    public static string? WhyNobody(Stage asWritten, Stage bound)
    {
        if (bound.EscalateTo is { Count: > 0 })
            return null;
        var people = 0;
        foreach (var approver in bound.Approvers)
        {
            if (approver.Kind is ApproverKind.Owner or ApproverKind.Group or ApproverKind.Role)
                return null;
            people++;
        }

        return people >= bound.Needed
            ? null
            : $"Nobody could approve this: it needs {asWritten.ToWords()}, and {(people == 0 ? "there is none" : "there are too few of them")}. An operator can set the owner or the manager.";
    }

    private static IEnumerable<ApproverSpec> Bind(IReadOnlyList<ApproverSpec> approvers, Facts facts)
    {
        foreach (var approver in approvers)
        {
            switch (approver.Kind)
            {
                case ApproverKind.Owner when facts.Service.Owner is { Length: > 0 } owner:
                    yield return approver with
                    {
                        Name = owner,
                    };
                    break;
                case ApproverKind.Owner:
                case ApproverKind.Manager when facts.Requester.ManagerId is null:
                    break;
                default:
                    yield return approver;
                    break;
            }
        }
    }
}
