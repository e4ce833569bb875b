using JitPortal.Journal;
using JitPortal.Scanning.Model;

namespace JitPortal.Scanning;

public sealed record ScanQueued(string Target, string Profile, string Vantage, string By) : IFact
{
    public static string Type => "scan.queued";
}

/// <summary>Nmap was started, or a file began to be read.</summary>
public sealed record ScanStarted : IFact
{
    public static string Type => "scan.started";

    public required string Vantage { get; init; }

    /// <summary>Where it is not the main one.</summary>
    public string? Site { get; init; }

    /// <summary>Only of a file; so is <see cref="File"/>.</summary>
    public ScanKind? Kind { get; init; }

    public string? File { get; init; }

    /// <summary>What is asked of Nmap; only of a run, as are all that follow.</summary>
    public string? Target { get; init; }

    public string? Profile { get; init; }

    /// <summary>With which rights Nmap runs.</summary>
    public string? Privilege { get; init; }

    /// <summary>Its version.</summary>
    public string? Nmap { get; init; }

    public string? By { get; init; }
}

/// <summary>However it ended: <paramref name="State"/> says as what.</summary>
public sealed record ScanFinished(ScanState State, bool Complete, int Hosts, int Services, int Changes, string? Error) : IFact
{
    public static string Type => "scan.finished";
}

/// <summary>A file that was scanned elsewhere was taken in.</summary>
/// <param name="Warnings">How many things in it were said to be wrong.</param>
public sealed record ScanImported(
    ScanState State,
    string File,
    string Vantage,
    bool Complete,
    int Hosts,
    int Services,
    int Changes,
    int Warnings
) : IFact
{
    public static string Type => "scan.imported";
}

/// <summary>A person asked a scan to stop.</summary>
public sealed record ScanCancelled(string Target, string? Profile) : IFact
{
    public static string Type => "scan.cancelled";
}

public sealed record ScanScheduleSaved(string Cron, string TimeZone, string Target, string Profile, bool Enabled) : IFact
{
    public static string Type => "scan-schedule.saved";
}

public sealed record ScanScheduleDeleted(string Cron, string Target) : IFact
{
    public static string Type => "scan-schedule.deleted";
}
