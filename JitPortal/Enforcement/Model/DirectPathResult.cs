namespace JitPortal.Enforcement.Model;

/// <summary>What the try of the direct path to a service showed.</summary>
public sealed record DirectPathResult(DirectPath Path, string Result, string Vantage, DateTimeOffset At, TimeSpan Took);
