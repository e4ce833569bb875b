namespace JitPortal.Scanning.Model;

/// <summary>A scan that starts by the clock.</summary>
public sealed class ScanSchedule
{
    public long Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Quartz cron expression, seconds first.</summary>
    public required string Cron { get; set; }

    /// <summary>IANA time zone of the expression.</summary>
    public required string TimeZone { get; set; }

    public required string Target { get; set; }

    public required string Profile { get; set; }

    public bool Enabled { get; set; }

    public required string CreatedBy { get; set; }

    public long Version { get; set; }
}
