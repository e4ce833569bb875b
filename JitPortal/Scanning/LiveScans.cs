using System.Collections.Concurrent;
using JitPortal.Live;
using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>
/// What runs in this process right now: progress, and the hosts that were found up before their ports are known. It lives in memory
/// only; <see cref="Topic.Scans"/> speaks when it changes.
/// </summary>
internal sealed class LiveScans
{
    private readonly ConcurrentDictionary<ScanId, ScanProgress> _running = new();

    /// <summary>All running scans, the earliest first.</summary>
    public IReadOnlyList<LiveScan> Running => [.. _running.Values.Select(p => p.Now()).OrderBy(s => s.Id.Value)];

    /// <summary>Null when it does not run in this process.</summary>
    public LiveScan? Find(ScanId id) => _running.TryGetValue(id, out var progress) ? progress.Now() : null;

    internal void Begin(ScanProgress progress) => _running[progress.Id] = progress;

    internal void End(ScanId id) => _running.TryRemove(id, out _);
}
