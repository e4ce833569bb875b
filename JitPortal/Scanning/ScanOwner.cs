using System.Diagnostics;
using System.Globalization;

namespace JitPortal.Scanning;

/// <summary>Names the process that runs a scan: the portal, or a command line beside it.</summary>
internal static class ScanOwner
{
    /// <summary>Machine, process id and start, since ids are used again.</summary>
    public static string ThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return Of(process);
    }

    /// <summary>Whether a process of this machine still runs a scan of that owner.</summary>
    public static bool Runs(string? owner)
    {
        if (owner?.Split('|') is not [var machine, var id, _])
            return false;
        if (machine != Environment.MachineName)
            return false;
        try
        {
            using var process = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
            return Of(process) == owner;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static string Of(Process process) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.MachineName}|{process.Id}|{process.StartTime.ToUniversalTime().Ticks / TimeSpan.TicksPerSecond}"
        );
}
