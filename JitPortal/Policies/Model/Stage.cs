namespace JitPortal.Policies.Model;

/// <summary>One step of asking: who may decide, and how many different people must say yes before the next stage is asked.</summary>
/// <param name="RemindAfter">When those asked are reminded. Kept with the book; the portal sends no reminders yet.</param>
/// <param name="EscalateAfter">When <paramref name="EscalateTo"/> is asked too. Kept with the book; the portal does not watch this time yet.</param>
/// <param name="EscalateTo">Asked too as soon as the approvers are too few to pass the stage.</param>
public sealed record Stage(
    IReadOnlyList<ApproverSpec> Approvers,
    int Needed = 1,
    TimeSpan? RemindAfter = null,
    TimeSpan? EscalateAfter = null,
    IReadOnlyList<ApproverSpec>? EscalateTo = null)
{
    /// <summary>The shipped answer to an <c>ask</c> that names nobody: one of the owners, the manager or any approver.</summary>
    public static Stage Default { get; } = new([ApproverSpec.Owner, ApproverSpec.Manager, ApproverSpec.EveryApprover]);

    /// <summary>Same people and threshold; reminders do not matter.</summary>
    public bool AsksTheSameAs(Stage other) => Needed == other.Needed && AsksTheSamePeopleAs(other);

    public bool AsksTheSamePeopleAs(Stage other) => Approvers.Count == other.Approvers.Count && Approvers.All(other.Approvers.Contains);

    public string ToWords()
    {
        var people = string.Join(" or ", Approvers.Select(a => a.ToWords()));
        return Needed == 1 ? people : $"{people}: {Counting.Of(Needed)} different people";
    }
}
