using System.Globalization;
using System.Net;
using JitPortal.Scanning.Model;
using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>
/// Honest progress of one running scan. Nmap's own percent starts anew for each step and group of hosts, so it only names the step.
/// Nmap takes its targets in order and does not mention hosts that are down: when a host is finished, all addresses before it are done.
/// </summary>
internal sealed class ScanProgress(ScanId id, ScanScope scope, TimeProvider time)
{
    /// <summary>Earlier than this a rate says nothing.</summary>
    private static readonly TimeSpan Earliest = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<UInt128, LiveHint> _hints = [];
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private UInt128 _done;
    private int _hosts;
    private int _services;
    private string? _step;

    public ScanId Id { get; } = id;

    public void Hint(IPAddress address, IReadOnlyList<string> hostnames)
    {
        lock (_lock)
            _hints[AddressText.ToNumber(address)] = new LiveHint(address, hostnames);
    }

    public void Finished(IPAddress address, int openPorts)
    {
        lock (_lock)
        {
            _hints.Remove(AddressText.ToNumber(address));
            _hosts++;
            _services += openPorts;
            if (AddressRanges.PositionOf(scope.Ranges, address) is { } position)
                _done = UInt128.Max(_done, position + 1);
        }
    }

    public void AtStep(string task, double? percent)
    {
        lock (_lock)
            _step = percent is { } p ? string.Create(CultureInfo.InvariantCulture, $"{task} {p:0} %") : task;
    }

    public LiveScan Now()
    {
        lock (_lock)
        {
            var part = (double)_done / scope.Hosts;
            var elapsed = time.GetUtcNow() - _startedAt;
            DateTimeOffset? eta = part > 0 && elapsed > Earliest ? _startedAt + (elapsed / part) : null;
            return new LiveScan(Id, Math.Min(Math.Round(part * 100, 1), 99.9), eta, _step, _hosts, _services, [.. _hints.Values]);
        }
    }
}
