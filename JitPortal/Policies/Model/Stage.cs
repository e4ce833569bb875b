namespace JitPortal.Policies.Model;

/// <summary>One step of asking: who may decide, and how many different people must say yes before the next stage is asked.</summary>
/// <param name="RemindAfter">Counted from when the stage began to be asked: then those asked are reminded, once.</param>
/// <param name="EscalateAfter">Counted likewise: then <paramref name="EscalateTo"/> is asked too.</param>
/// <param name="EscalateTo">Asked too after that time, and as soon as the approvers are too few to pass the stage.</param>
public sealed record Stage(
    IReadOnlyList<ApproverSpec> Approvers,
    int Needed = 1,
    TimeSpan? RemindAfter = null,
    TimeSpan? EscalateAfter = null,
    IReadOnlyList<ApproverSpec>? EscalateTo = null
)
{
    /// <summary>When those asked were reminded. Kept in a request's own verdict alone.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>Those of <see cref="EscalateTo"/> who are not asked yet.</summary>
    public IReadOnlyList<ApproverSpec> NotYetAsked() => [.. (EscalateTo ?? []).Except(Approvers)];

    /// <summary>With those asked too to whom it escalates.</summary>
    public Stage Escalated() => this with { Approvers = [.. Approvers, .. NotYetAsked()] };

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
