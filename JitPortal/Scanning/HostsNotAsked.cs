using System.Net;
using JitPortal.Inventory.Model;

namespace JitPortal.Scanning;

/// <summary>Hosts outside of what a scan was to look at, left out and said.</summary>
internal sealed class HostsNotAsked
{
    /// <summary>Named one by one.</summary>
    private const int Named = 5;

    private readonly List<IPAddress> _some = [];
    private int _count;

    /// <summary>False for a host that is not to be taken in. Of one that is, further addresses stay only when they were asked for too.</summary>
    public bool Admits(HostRecord host, ScanScope scope)
    {
        var others = host.OtherAddresses.Where(scope.Holds).ToList();
        if (others.Count < host.OtherAddresses.Count)
        {
            foreach (var other in host.OtherAddresses.Where(a => !scope.Holds(a)))
                Note(other);
            host.OtherAddresses = others;
        }

        if (host.Address is not { } address || scope.Holds(address))
            return true;
        Note(address);
        return false;
    }

    /// <summary>One sentence; null when there was none.</summary>
    public string? Sentence() =>
        _count == 0
            ? null
            : $"{(_count == 1 ? "An address" : $"{_count} addresses")} outside of the scan's target came back and {(_count == 1 ? "was" : "were")} not kept: {string.Join(", ", _some)}{(_count > _some.Count ? ", and more" : "")}.";

    private void Note(IPAddress address)
    {
        _count++;
        if (_some.Count < Named)
            _some.Add(address);
    }
}
