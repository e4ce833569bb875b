using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Requests.Model;

/// <summary>Who may decide on a request, and the sentence for those who may not.</summary>
public static class DecisionRights
{
    /// <summary>Null when they may. NB. The roles Operator and Admin give no say, and nobody ever decides on their own request.</summary>
    public static Refusal? WhyNot(AccessRequest request, IReadOnlyList<Stage> stages, string? managerId, ApproverRights person)
    {
        if (person.UserId.Length == 0)
            return Refusal.Forbidden("not-a-person", "Only a person can decide on a request.");
        if (string.Equals(person.UserId, request.RequesterId, StringComparison.Ordinal))
            return Refusal.Forbidden("own-request", "This is your own request; somebody else decides.");
        if (request.After(RequestVerb.Agree).Refusal is { } decided)
            return decided;
        if (request.Decisions.Exists(d => d.NotCounted is null && string.Equals(d.ById, person.UserId, StringComparison.Ordinal)))
            return Refusal.Forbidden(
                "already-decided-by-you",
                "You have approved already; one person counts once. Somebody else gives the next approval."
            );
        if (!person.IsApprover)
            return Refusal.Forbidden("role-missing", "Deciding needs the role Approver. Ask an administrator for it.");
        var tally = request.Tally(stages);
        if (tally.Complete)
            return Refusal.Forbidden("nobody-asked", "Nobody is asked about this request.");
        var stage = stages[tally.Stage];
        return stage.Approvers.Any(a => Names(a, managerId, person))
            ? null
            : Refusal.Forbidden(
                "not-asked",
                $"{(stages.Count > 1 ? $"Stage {Counting.Of(tally.Stage + 1)} of {Counting.Of(stages.Count)} asks" : "The policy asks")} {string.Join(" or ", stage.Approvers.Select(a => a.ToWords()))}; you are not among them."
            );
    }

    private static bool Names(ApproverSpec spec, string? managerId, ApproverRights person) =>
        spec.Kind switch
        {
            ApproverKind.Manager => managerId is not null && string.Equals(managerId, person.UserId, StringComparison.Ordinal),
            ApproverKind.User => string.Equals(spec.Name, person.Email, StringComparison.OrdinalIgnoreCase),
            ApproverKind.Role => person.IsApprover,
            _ => spec.Name is { } group && person.Groups.Contains(group),
        };
}
