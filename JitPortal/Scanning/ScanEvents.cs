using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>The journal's words for scans.</summary>
public static class ScanEvents
{
    public const string Queued = "scan.queued";
    public const string Started = "scan.started";

    /// <summary>However it ended: the data says as what.</summary>
    public const string Finished = "scan.finished";

    /// <summary>A file that was scanned elsewhere was taken in.</summary>
    public const string Imported = "scan.imported";

    /// <summary>A person asked a scan to stop.</summary>
    public const string Cancelled = "scan.cancelled";

    public const string ScheduleSaved = "scan-schedule.saved";
    public const string ScheduleDeleted = "scan-schedule.deleted";

    public static string Subject(ScanId id) => $"scan:{id}";

    public static string ScheduleSubject(string name) => $"scan-schedule:{name}";
}
