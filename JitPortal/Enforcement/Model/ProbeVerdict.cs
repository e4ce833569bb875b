namespace JitPortal.Enforcement.Model;

/// <summary>What a probe showed.</summary>
public enum ProbeVerdict
{
    /// <summary>It is as it should be.</summary>
    Proved,

    /// <summary>Nothing could be verified: the place did not answer, or the control did not, so what was seen may have another cause.</summary>
    NotComparable,

    /// <summary>It is not as it should be.</summary>
    Refuted,
}
