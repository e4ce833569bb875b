using System.Globalization;
using System.Net;
using JitPortal.Scanning.Model;
using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>
/// Honest progress of one running scan. Nmap's own percent starts anew for each step and group of hosts, so it only names the step.
/// Nmap takes its targets in order and does not mention hosts that are down: when a host is finished, all addresses before it are done.
/// </summary>
internal sealed class ScanProgress(ScanId id, ScanScope scope, TimeProvider time, ScanningOptions? limits = null)
{
    /// <summary>Earlier than this a rate says nothing.</summary>
    private static readonly TimeSpan Earliest = TimeSpan.FromSeconds(2);

    /// <summary>A group of hosts takes this long without anything being wrong.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(1);

    /// <summary>Hosts that are named one by one.</summary>
    private const int Named = 3;

    private readonly ScanningOptions _limits = limits ?? new ScanningOptions();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<UInt128, LiveHint> _hints = [];
    private readonly Dictionary<UInt128, DateTimeOffset> _hintedAt = [];
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private DateTimeOffset _finishedAt = time.GetUtcNow();
    private UInt128 _done;
    private int _hosts;
    private int _services;
    private string? _step;

    public ScanId Id { get; } = id;

    public void Hint(IPAddress address, IReadOnlyList<string> hostnames)
    {
        lock (_lock)
        {
            var number = AddressText.ToNumber(address);
            _hints[number] = new LiveHint(address, hostnames);
            _hintedAt.TryAdd(number, time.GetUtcNow());
        }
    }

    public void Finished(IPAddress address, int openPorts)
    {
        lock (_lock)
        {
            _hints.Remove(AddressText.ToNumber(address));
            _finishedAt = time.GetUtcNow();
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
            var live = new LiveScan(Id, Math.Min(Math.Round(part * 100, 1), 99.9), eta, _step, _hosts, _services, [.. _hints.Values]);
            return WithOutstanding(live);
        }
    }

    /// <summary>
    /// Nmap works on a group of hosts at a time, in address order, and writes them when all are done: so it is the first of those that were
    /// found up that it waits for, since they were found or since the group before was written.
    /// </summary>
    private LiveScan WithOutstanding(LiveScan live)
    {
        var group = _hints.Take(_limits.HostGroup).ToList();
        if (group.Count == 0)
            return live;
        var found = group.Min(h => _hintedAt[h.Key]);
        var since = found > _finishedAt ? found : _finishedAt;
        var waited = time.GetUtcNow() - since;
        // A short limit for hosts makes a short wait worth saying.
        if (waited < (_limits.HostTimeout / 4 < Usual ? _limits.HostTimeout / 4 : Usual))
            return live;
        return live with { Outstanding = [.. group.Select(h => h.Value.Address)], WaitingSince = since, Waiting = Sentence(group, waited) };
    }

    private string Sentence(List<KeyValuePair<UInt128, LiveHint>> group, TimeSpan waited)
    {
        var names = string.Join(", ", group.Take(Named).Select(h => h.Value.Address));
        var who =
            group.Count > Named ? $"{names} and {group.Count - Named} more have"
            : group.Count > 1 ? $"{names} have"
            : $"{names} has";
        var given = group.Count > 1 ? "each is given up after" : "it is given up after";
        return $"{who} been scanned for {DurationText.ToWords(Whole(waited))}; {given} {DurationText.ToWords(_limits.HostTimeout)}.";
    }

    private static TimeSpan Whole(TimeSpan time) =>
        time < TimeSpan.FromMinutes(1)
            ? TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds))
            : TimeSpan.FromMinutes(Math.Floor(time.TotalMinutes));
}
