using System.Threading.Channels;
using JitPortal.Inventory.Ingest;
using JitPortal.Inventory.Model;
using JitPortal.Live;
using JitPortal.Scanning.Reading;

namespace JitPortal.Scanning;

/// <summary>
/// Takes in what a running Nmap writes: hints at once, whole hosts into the inventory group by group. A thread of its own reads the pipe,
/// because reading XML without blocking costs 1.6 times the time.
/// </summary>
internal sealed class ScanIntake(
    ScanScope scope,
    InventorySession inventory,
    ScanProgress progress,
    ScanLifecycle records,
    LiveBus bus,
    TimeProvider time
)
{
    /// <summary>Pages redraw at each flush; oftener than this helps no eye.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    /// <summary>Hosts that wait at most, however fast they come: one transaction.</summary>
    private const int Batch = InventorySession.BatchSize;

    private readonly List<HostRecord> _waiting = [];
    private readonly RunScopes _ports = new();
    private readonly UnfinishedHosts _unfinished = new();
    private readonly HostsNotAsked _notAsked = new();
    private long _flushedAt = time.GetTimestamp();
    private long _toldAt = time.GetTimestamp();

    public RunHeader? Header { get; private set; }

    public RunFinished? Finished { get; private set; }

    public ReadSummary? Summary { get; private set; }

    public List<ScanWarning> Warnings { get; } = [];

    /// <summary>Says which hosts were not to be scanned and came all the same; null when none did.</summary>
    public string? NotAsked => _notAsked.Sentence();

    /// <summary>Says which hosts were given up; null when none was.</summary>
    public string? GivenUp => _unfinished.Sentence();

    /// <summary>What was asked, see <see cref="RunScopes"/>.</summary>
    public string? Ports => _ports.ToText();

    /// <summary>Ends with the stream; what was complete is then in the inventory.</summary>
    public async Task TakeAsync(Stream output)
    {
        (Finished, Summary) = (null, null);
        var items = Channel.CreateBounded<ScanItem>(new BoundedChannelOptions(4096) { SingleReader = true, SingleWriter = true });
        var reading = Task.Factory.StartNew(
            () => Read(output, items.Writer),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        try
        {
            while (await MoreAsync(items.Reader))
            {
                while (_waiting.Count < Batch && items.Reader.TryRead(out var item))
                    Take(item);
                if (_waiting.Count >= Batch || (_waiting.Count > 0 && time.GetElapsedTime(_flushedAt) >= Pace))
                    await FlushAsync();
            }

            await FlushAsync();
        }
        finally
        {
            items.Writer.TryComplete();
            await reading;
        }
    }

    /// <summary>False at the end. With hosts waiting it comes back when they are due, though nothing new is there.</summary>
    private async Task<bool> MoreAsync(ChannelReader<ScanItem> items)
    {
        if (_waiting.Count == 0)
            return await items.WaitToReadAsync();
        var left = Pace - time.GetElapsedTime(_flushedAt);
        using var due = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        try
        {
            return await items.WaitToReadAsync(due.Token);
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private void Take(ScanItem item)
    {
        switch (item)
        {
            case RunHeader header:
                Header ??= header;
                break;
            case ScanInfo info:
                _ports.Ask(info.Type, info.Protocol, info.Services);
                inventory.Ask(info.Type, info.Protocol, info.Services);
                break;
            case HostHint hint when scope.Holds(hint.Address):
                progress.Hint(hint.Address, hint.Hostnames);
                Tell();
                break;
            case TaskProgress step:
                progress.AtStep(step.Task, step.Percent);
                Tell();
                break;
            case HostSeen { Host: { } host }:
                if (!_notAsked.Admits(host, scope))
                    break;
                _waiting.Add(host);
                _unfinished.Take(host);
                break;
            case RunFinished finished:
                Finished = finished;
                break;
            case ReadWarning warning:
                Warnings.Add(new ScanWarning(warning.Line, warning.Column, warning.Sentence));
                break;
            case ReadSummary summary:
                Summary = summary;
                break;
        }
    }

    private async Task FlushAsync()
    {
        if (_waiting.Count > 0)
        {
            await inventory.WriteAsync(_waiting, CancellationToken.None);
            foreach (var host in _waiting.Where(h => h.IsAlive && h.Address is not null))
                progress.Finished(host.Address!, host.Ports.Count(p => p.State == PortState.Open));
            _waiting.Clear();
            await records.NoteAsync(progress.Now(), CancellationToken.None);
            bus.Publish(Topic.Scans, progress.Id.ToString());
        }

        _flushedAt = time.GetTimestamp();
    }

    private void Tell()
    {
        if (time.GetElapsedTime(_toldAt) < Pace)
            return;
        _toldAt = time.GetTimestamp();
        bus.Publish(Topic.Scans, progress.Id.ToString());
    }

    private static void Read(Stream output, ChannelWriter<ScanItem> items)
    {
        try
        {
            foreach (var item in NmapXmlReader.Read(output))
            {
                while (!items.TryWrite(item))
                {
                    if (!items.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
                        return;
                }
            }

            items.TryComplete();
        }
        catch (Exception e)
        {
            items.TryComplete(e);
        }
    }
}
