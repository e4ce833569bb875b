namespace JitPortal.Enforcement.Model;

/// <summary>What a probe showed.</summary>
public enum ProbeVerdict
{
    /// <summary>It is as it should be.</summary>
    Proved,

    /// <summary>It is as it should be, but the control did not answer, so the silence may have another cause.</summary>
    NotComparable,

    /// <summary>It is not as it should be.</summary>
    Refuted,
}
