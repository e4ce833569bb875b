namespace JitPortal.Policies.Model;

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
