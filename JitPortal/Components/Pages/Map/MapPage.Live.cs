using JitPortal.Inventory.Map;
using JitPortal.Live;
using JitPortal.Scanning;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Map;

/// <summary>
/// How the map follows what happens: cells of a running scan as deltas, access as this reader may see it, and everything else by reading
/// the snapshot again.
/// </summary>
public sealed partial class MapPage
{
    // Host times come from the scanner's clock and batches are written late; the overlap makes sure that none is missed.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);
    private readonly HashSet<string> _hinted = new(StringComparer.Ordinal);
    private DateTimeOffset? _flushed;
    private bool _scanning;

    [Inject]
    private LiveScans Running { get; set; } = default!;

    [Inject]
    private ScanService Scans { get; set; } = default!;

    protected override void OnInitialized() => Watch([Topic.Inventory, Topic.Grants, Topic.Requests, Topic.Scans], MovedAsync);

    private async Task MovedAsync(IReadOnlyList<LiveMessage> messages)
    {
        if (_canvas is null || !_counted)
            return;
        var running = Running.Running.Select(s => s.Id).ToHashSet();
        var written = messages
            .Where(m => m.Topic == Topic.Inventory)
            .Select(m => ScanId.TryParse(m.Id, provider: null, out var id) ? id : default)
            .Distinct()
            .ToList();
        if (messages.Any(m => m.Topic is Topic.Grants or Topic.Requests))
            await _canvas.LoadPathsAsync();
        if (written.Any(id => !running.Contains(id)))
        {
            _hinted.Clear();
            await _canvas.ReloadAsync();
        }
        else
        {
            foreach (var scan in written)
                await WrittenAsync(scan);
        }

        if (messages.Any(m => m.Topic == Topic.Scans) || _hinted.Count == 0)
            await ScansAsync();
    }

    private async Task WrittenAsync(ScanId scan)
    {
        var now = Time.GetUtcNow();
        var delta = await Inventory.MapDeltaAsync(await Me.GetAsync(), scan, (_flushed ?? now) - Overlap, Alive);
        _flushed = now;
        if (delta.Ok)
            await _canvas!.ApplyAsync(delta.Value);
    }

    /// <summary>Hosts found and not finished, and how far each running scan is.</summary>
    private async Task ScansAsync()
    {
        var running = Running.Running;
        if (_canvas is null || (running.Count == 0 && !_scanning))
            return;
        if (running.Count == 0)
        {
            (_scanning, _flushed) = (false, null);
            _hinted.Clear();
            await _canvas.ShowScansAsync([]);
            await _canvas.ReloadAsync();
            return;
        }

        _scanning = true;
        List<ScanFront> fronts = [];
        List<string> found = [];
        foreach (var scan in running)
        {
            var view = await Scans.GetAsync(await Me.GetAsync(), scan.Id, Alive);
            if (!view.Ok)
                continue;
            var site = view.Value.Site;
            fronts.AddRange(
                ScanFronts
                    .Of(view.Value.Target, scan.Percent)
                    .Select(f => f with { Name = Inventory.NetworkName(f.Network), Network = SiteName.Before(site, f.Network) })
            );
            found.AddRange(scan.Hints.Select(h => SiteName.Before(site, h.Address.ToString())));
        }

        await _canvas.ShowScansAsync(fronts);
        var hints = found.Where(_hinted.Add).ToList();
        if (hints.Count > 0)
            await _canvas.ApplyAsync(new MapDelta([.. hints.Select(a => new MapHost(a, 0, (int)MapFlags.Hint, 0, 0, 0, 0))], []));
    }
}
