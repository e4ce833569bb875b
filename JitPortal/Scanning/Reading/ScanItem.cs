using System.Net;
using JitPortal.Inventory.Model;

namespace JitPortal.Scanning.Reading;

/// <summary>One thing that an Nmap XML stream said, in the order of the stream.</summary>
public abstract record ScanItem;

/// <summary>Which ports were asked, so that "closed" can be told from "not asked".</summary>
/// <param name="Type"><c>syn</c>, <c>connect</c>, <c>udp</c>, ...</param>
/// <param name="Services">Ports and ranges, e.g. <c>22,80,8000-8100</c>.</param>
public sealed record ScanInfo(string Type, string Protocol, string Services, int Count) : ScanItem;

/// <summary>A run begins. A file made with <c>--append-output</c> has several.</summary>
/// <param name="Scanner"><c>nmap</c>, <c>masscan</c>, ...; empty when a failed Nmap wrote no attributes.</param>
/// <param name="Args">The command line as the scanner wrote it; for people only, never parsed.</param>
public sealed record RunHeader(string Scanner, string? Version, string? Args, DateTimeOffset? StartedAt) : ScanItem;

/// <summary>The scanner's own account at the end of a run.</summary>
/// <param name="Exit"><c>success</c> or <c>error</c>; null in old files.</param>
public sealed record RunFinished(
    DateTimeOffset? At,
    TimeSpan? Elapsed,
    string? Exit,
    string? ErrorMessage,
    string? Summary,
    int Up,
    int Down,
    int Total
) : ScanItem;

/// <summary>A host was found up; its ports come later, when its group is done.</summary>
public sealed record HostHint(IPAddress Address, string? Mac, string? Vendor, IReadOnlyList<string> Hostnames) : ScanItem;

/// <summary>A complete host element.</summary>
public sealed record HostSeen(HostRecord Host) : ScanItem;

/// <summary>A target that the scanner could not use.</summary>
public sealed record TargetSkipped(string Specification, string Reason) : ScanItem;

/// <summary>A step inside a run. NB. The percent restarts for each task and host group; it is no progress of the scan.</summary>
public sealed record TaskProgress(TaskPhase Phase, string Task, double? Percent, DateTimeOffset? At) : ScanItem;

public enum TaskPhase
{
    Begin,
    Progress,
    End,
}

/// <summary>Something in the file was left out or repaired.</summary>
/// <param name="Line">Counted from 1, in the whole file.</param>
public sealed record ReadWarning(int Line, int Column, string Sentence) : ScanItem;
