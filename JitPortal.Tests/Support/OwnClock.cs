using System.Diagnostics;
using System.Globalization;

namespace JitPortal.Tests.Support;

/// <summary>
/// A wall clock of a process of its own, which a test sets while it runs, as an administrator sets a machine's; the monotonic clock goes
/// on. By libfaketime (package faketime).
/// </summary>
internal sealed class OwnClock : IDisposable
{
    public const string Missing = "libfaketime was not found; install the package faketime to run this test.";
    private readonly string _file = Path.GetTempFileName();

    public OwnClock() => Set(TimeSpan.Zero);

    public static bool IsThere => Library is not null;

    private static string? Library { get; } =
        Directory.Exists("/usr/lib")
            ? Directory
                .EnumerateDirectories(
                    "/usr/lib",
                    "faketime",
                    new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }
                )
                .Select(d => Path.Combine(d, "libfaketimeMT.so.1"))
                .FirstOrDefault(File.Exists)
            : null;

    /// <summary>So far from the machine's clock, from now on.</summary>
    public void Set(TimeSpan off) => File.WriteAllText(_file, string.Create(CultureInfo.InvariantCulture, $"{off.TotalSeconds:+0;-0;+0}"));

    public void Put(ProcessStartInfo start)
    {
        start.Environment["LD_PRELOAD"] = Library;
        start.Environment["FAKETIME_TIMESTAMP_FILE"] = _file;
        // The file is read once a second, not at each look at the clock.
        start.Environment["FAKETIME_CACHE_DURATION"] = "1";
        start.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        // Files keep the machine's time.
        start.Environment["NO_FAKE_STAT"] = "1";
    }

    public void Dispose() => File.Delete(_file);
}
