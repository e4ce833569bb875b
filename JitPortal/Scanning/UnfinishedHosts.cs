using JitPortal.Inventory.Model;

namespace JitPortal.Scanning;

/// <summary>Hosts that a scanner gave up on, to be said by name.</summary>
internal sealed class UnfinishedHosts
{
    /// <summary>Named one by one; a warning for each of a whole network would hide the others.</summary>
    private const int Named = 20;

    private readonly List<string> _names = [];
    private int _count;

    public bool Any => _count > 0;

    public void Take(HostRecord host)
    {
        if (!host.TimedOut)
            return;
        _count++;
        if (_names.Count < Named && host.Address is { } address)
            _names.Add(address.ToString());
    }

    /// <summary>One sentence; null when every host was finished.</summary>
    public string? Sentence()
    {
        if (_count == 0)
            return null;
        var more = _count > _names.Count ? $" and {_count - _names.Count} more" : "";
        return _count == 1
            ? $"The scanner gave up on {(_names.Count == 1 ? _names[0] : "one host")} (host timeout); its ports were not all looked at, and none of them was closed."
            : $"The scanner gave up on {_count} hosts (host timeout): {string.Join(", ", _names)}{more}. Their ports were not all looked at, and none of them was closed.";
    }
}
