namespace JitPortal.Scanning;

/// <summary>A schedule as it is shown.</summary>
/// <param name="Next">The next three runs; none when it is switched off.</param>
public sealed record ScanScheduleView(
    long Id, string Name, string Cron, string TimeZone, string Target, string Profile, bool Enabled, string CreatedBy, IReadOnlyList<DateTimeOffset> Next);
