using JitPortal.Scanning;
using JitPortal.Scanning.Model;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>The difference of two scans, with services written as <c>addr:port/proto</c>.</summary>
/// <param name="NotAskedAgain">Open in the earlier scan; the later one did not look there.</param>
/// <param name="NotAskedBefore">Open in the later scan; the earlier one did not look there.</param>
internal sealed record ScanDiffAnswer(
    ScanId Earlier,
    ScanId Later,
    IReadOnlyList<ScanDiffAnswer.Change> Opened,
    IReadOnlyList<ScanDiffAnswer.Change> Closed,
    IReadOnlyList<ScanDiffAnswer.Change> Changed,
    IReadOnlyList<ScanDiffAnswer.Change> NotAskedAgain,
    IReadOnlyList<ScanDiffAnswer.Change> NotAskedBefore,
    IReadOnlyList<string> Caveats
)
{
    public static ScanDiffAnswer Of(ScanDiff diff) =>
        new(
            diff.Earlier.Id,
            diff.Later.Id,
            Changes(diff.Delta.Opened),
            Changes(diff.Delta.Closed),
            Changes(diff.Delta.Changed),
            Changes(diff.Delta.NotAskedAgain),
            Changes(diff.Delta.NotAskedBefore),
            diff.Caveats
        );

    private static IReadOnlyList<Change> Changes(IEnumerable<ServiceChange> changes) =>
        [.. changes.Select(c => new Change(c.Service.ToString(), c.Before, c.After))];

    internal sealed record Change(string Service, string Before, string After);
}
