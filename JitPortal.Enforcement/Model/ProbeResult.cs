namespace JitPortal.Enforcement.Model;

/// <summary>The answer to "is this door really open (or shut)?", tried over the network.</summary>
/// <param name="Result">What was seen, in one sentence.</param>
/// <param name="Vantage">From where it was tried; a probe says nothing about other places.</param>
/// <param name="Took">How long the try itself lasted.</param>
public sealed record ProbeResult(ProbeVerdict Verdict, string Result, string Vantage, DateTimeOffset At, TimeSpan Took)
{
    /// <summary>Where nothing could be compared: what else says that the door is shut.</summary>
    public ShutGrounds Grounds { get; init; }

    /// <summary>Whether another try could show more; a look that found nothing left to try is the last one.</summary>
    public bool CanTryAgain { get; init; } = true;

    /// <summary>The record of an independent tool (Nmap's XML) that looked from the same vantage; null when none was taken.</summary>
    public string? Evidence { get; init; }
}

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

/// <summary>What the try of the direct path to a service showed.</summary>
public sealed record DirectPathResult(DirectPath Path, string Result, string Vantage, DateTimeOffset At, TimeSpan Took)
{
    /// <summary>When the path is unknown: another time may show it. False where this point can never tell.</summary>
    public bool TryAgain { get; init; }
}

/// <summary>Whether the service can be reached without going through the door.</summary>
public enum DirectPath
{
    /// <summary>There was no place from which a try would mean anything, or nothing showed that the service itself was up.</summary>
    Unknown,

    /// <summary>The service refused or did not answer on the direct path, and was up all the while.</summary>
    Guarded,

    /// <summary>The service answered the direct path: the door guards only the path through it.</summary>
    Bypassable,
}
