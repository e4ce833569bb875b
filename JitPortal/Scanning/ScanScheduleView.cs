namespace JitPortal.Scanning;

/// <summary>A schedule as it is shown.</summary>
/// <param name="Next">The next three runs; none when it is switched off.</param>
public sealed record ScanScheduleView(
    long Id,
    string Name,
    string Cron,
    string TimeZone,
    string Target,
    string Profile,
    bool Enabled,
    string CreatedBy,
    IReadOnlyList<DateTimeOffset> Next
);

/// <summary>A schedule as a person writes it.</summary>
/// <param name="Id">Null for a new one.</param>
/// <param name="Cron">Five fields as in crontab, or six to seven as in Quartz.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Target">Names in it are resolved at each run.</param>
public sealed record SaveSchedule(
    long? Id,
    string? Name,
    string? Cron,
    string? TimeZone,
    string? Target,
    string? Profile,
    bool Enabled = true
);
