namespace JitPortal.Enforcement.Model;

/// <summary>What the try of the direct path to a service showed.</summary>
public sealed record DirectPathResult(DirectPath Path, string Result, string Vantage, DateTimeOffset At, TimeSpan Took)
{
    /// <summary>When the path is unknown: another time may show it. False where this point can never tell.</summary>
    public bool TryAgain { get; init; }
}
