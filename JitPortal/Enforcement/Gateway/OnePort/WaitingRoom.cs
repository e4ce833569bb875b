using System.Net;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>Places for those who have not shown a token yet. NB. Few for one address, so that nobody can fill the room and keep others out.</summary>
internal sealed class WaitingRoom
{
    public const int Places = 512;
    public const int PlacesOfOne = 32;
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _waiting = [];
    private int _all;

    public bool TryEnter(IPAddress source)
    {
        lock (_lock)
        {
            var mine = _waiting.GetValueOrDefault(source);
            if (_all >= Places || mine >= PlacesOfOne)
                return false;
            _all++;
            _waiting[source] = mine + 1;
            return true;
        }
    }

    public void Leave(IPAddress source)
    {
        lock (_lock)
        {
            _all--;
            if (--_waiting[source] == 0)
                _waiting.Remove(source);
        }
    }
}
