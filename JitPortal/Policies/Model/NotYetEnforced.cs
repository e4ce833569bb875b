namespace JitPortal.Policies.Model;

/// <summary>
/// What a book can say and this version cannot do. NB. A demand that cannot be kept refuses (<see cref="Refusals"/>); a convenience that
/// is missing is told when the book is saved (<see cref="Notices"/>). Nothing that a book says is passed over in silence.
/// </summary>
internal static class NotYetEnforced
{
    public static IEnumerable<string> Refusals(PolicyRule rule)
    {
        if (!rule.Limits.StepUp.IsEmpty)
            yield return $"The rule {rule.Name} asks for the second factor again, which this version cannot check, so it refuses.";
    }

    public static IEnumerable<string> Notices(PolicyRule rule)
    {
        foreach (var refusal in Refusals(rule))
            yield return refusal;
        if (rule.Stages.Any(s => s.EscalateAfter is not null && s.NotYetAsked().Count == 0))
            yield return $"The rule {rule.Name} says when it escalates (escalateAfter) and names nobody else whom it asks then (escalateTo).";
        if (rule.Extend is { Decision: not PolicyDecision.Deny })
            yield return $"The rule {rule.Name} allows extending: it is saved, but this version cannot extend access.";
        if (!rule.BreakGlassGroups.IsEmpty)
            yield return $"The rule {rule.Name} names a break-glass group: it is saved, but this version has no break-glass access.";
    }
}
