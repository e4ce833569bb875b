using System.Text.Json;
using JitPortal.Scanning.Model;

namespace JitPortal.Scanning;

/// <summary>Makes the shown form of a scan: what the database knows, and what only the running process knows.</summary>
internal static class ScanViews
{
    public static ScanView Of(Scan scan, LiveScan? live) =>
        new(
            scan.Id,
            scan.State.ToString(),
            scan.Kind.ToString(),
            scan.Target,
            scan.Profile,
            scan.Vantage,
            scan.Privilege,
            scan.RequestedBy,
            live is null ? scan.Hosts : Math.Max(scan.Hosts, live.Hosts),
            live is null ? scan.Services : Math.Max(scan.Services, live.Services),
            scan.Changes,
            scan.ScopeHosts,
            scan.Complete,
            Warnings(scan.Warnings),
            scan.QueuedAt,
            scan.StartedAt,
            scan.FinishedAt,
            live is null ? scan.Percent : live.Percent,
            live?.Eta,
            live?.Step,
            scan.Arguments,
            scan.ScannerVersion,
            scan.Error
        )
        {
            Site = scan.Site,
            Waiting = live?.Waiting,
            Outstanding = live is null ? [] : [.. live.Outstanding.Select(a => a.ToString())],
        };

    public static string? ToJson(IReadOnlyCollection<ScanWarning> warnings) =>
        warnings.Count == 0 ? null : JsonSerializer.Serialize(warnings);

    private static List<ScanWarning> Warnings(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<List<ScanWarning>>(json) ?? [];
}
