using JitPortal.Scanning;

namespace JitPortal.Components.Pages.Scans;

/// <summary>A scan in the words that pages use.</summary>
internal static class ScanWords
{
    /// <summary>The state as StateChip knows it. NB. What came to its end without having everything is not shown as completed.</summary>
    public static string Look(ScanView scan) => scan is { State: "Completed", Complete: false } ? "Incomplete" : scan.State;
}
