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
