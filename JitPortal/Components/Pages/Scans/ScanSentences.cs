using System.Globalization;
using JitPortal.Scanning;

namespace JitPortal.Components.Pages.Scans;

/// <summary>A scan in the words that pages use.</summary>
internal static class ScanSentences
{
    /// <summary>The state as StateChip knows it. NB. What came to its end without having everything is not shown as completed.</summary>
    public static string Look(ScanView scan) => scan is { State: "Completed", Complete: false } ? "Incomplete" : scan.State;

    public static string Hosts(ScanView scan) => Counted(scan.Hosts, "host");

    /// <summary><c>52 open ports, 1 change</c>.</summary>
    public static string Found(ScanView scan) => $"{Counted(scan.Services, "open port")}, {Counted(scan.Changes, "change")}";

    /// <summary><c>1 host</c>, <c>1,024 hosts</c>.</summary>
    public static string Counted(int count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {one}{(count == 1 ? "" : "s")}");
}
