namespace JitPortal.Shared;

/// <summary>How much harm an open door to a service can do. Ordered: a higher value is worse.</summary>
public enum Sensitivity
{
    Low = 1,
    Moderate = 2,
    High = 3,
    Critical = 4,
}
