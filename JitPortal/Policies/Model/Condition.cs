namespace JitPortal.Policies.Model;

/// <summary>One condition with its sentence, the same on the form, the approver's card, in the API and in the journal.</summary>
/// <param name="Field">The field of the request that would have to change (<c>duration</c>, <c>reason</c>, <c>ticket</c>, <c>startAt</c>); null when none would help.</param>
public sealed record Condition(ConditionKind Kind, string Sentence, string? Field = null);

/// <summary>How one condition of a verdict turned out.</summary>
public enum ConditionKind
{
    Satisfied,

    /// <summary>It does not hold, and that refuses the request.</summary>
    Unsatisfied,

    /// <summary>A fact is missing or stale, which makes the verdict stricter.</summary>
    Unknown,

    /// <summary>It holds, and it made the verdict stricter.</summary>
    Tightened,
}
