using System.Globalization;
using JitPortal.Scanning.Reading;
using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>
/// Why a run of Nmap came to nothing, in one sentence. Nmap fails in three shapes: nothing on its output and the reason on its error
/// stream; a bare document that carries the reason; or a document that just stops.
/// </summary>
internal static class NmapFailure
{
    /// <summary>Null when the run did what it was asked.</summary>
    public static string? Sentence(NmapExit exit, RunFinished? finished, bool complete, ScanningOptions limits)
    {
        if (exit.TimedOut)
            return $"The scan was stopped after {DurationText.ToWords(limits.WallTimeout)}, the limit Scanning:WallTimeout; the hosts that were complete are kept.";
        if (finished is { Exit: "error" })
            return Explained(Clean(finished.ErrorMessage ?? LastLine(exit.ErrorOutput)));
        if (exit.Code == 0 && complete)
            return null;
        var reason = LastLine(exit.ErrorOutput);
        return reason.Length > 0
            ? Explained(reason)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Nmap ended before it was done (exit code {exit.Code}) and did not say why; the hosts that were complete are kept."
            );
    }

    /// <summary>Lines that Nmap wrote to its error stream though it came to its end, such as a target that it could not use.</summary>
    public static IEnumerable<ScanWarning> Remarks(string errorOutput) =>
        errorOutput
            .Split('\n')
            .Select(Clean)
            .Where(l => l.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Take(20)
            .Select(l => new ScanWarning(null, null, $"Nmap remarked: {l}"));

    private static string Explained(string reason)
    {
        var words = $"Nmap could not do it: {reason.TrimEnd('.', '!')}.";
        return
            reason.Contains("root privileges", StringComparison.OrdinalIgnoreCase)
            || reason.Contains("raw socket", StringComparison.OrdinalIgnoreCase)
            ? $"{words} The state of Nmap on the Scans page says how to give it what it needs."
            : words;
    }

    private static string LastLine(string text) =>
        text.Split('\n').Select(Clean).LastOrDefault(l => l.Length > 0 && !l.Equals("QUITTING!", StringComparison.Ordinal)) ?? "";

    // NB. Error text can carry what a scanned host or a file said.
    private static string Clean(string line)
    {
        var clean = string.Concat(line.Where(c => !char.IsControl(c))).Trim();
        return clean.Length > 300 ? $"{clean[..300]}…" : clean;
    }
}
