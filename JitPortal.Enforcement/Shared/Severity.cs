namespace JitPortal.Shared;

/// <summary>How bad a finding is, in the steps of CVSS 3.1's qualitative scale. Ordered: a higher value is worse.</summary>
public enum Severity
{
    None = 0,
    Low = 1,
    Medium = 2,
    High = 3,
    Critical = 4,
}
