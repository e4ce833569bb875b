using System.Net;

namespace JitPortal.Shared;

/// <summary>
/// Places for callers who have not shown yet who they are, shared fairly between networks: when all are taken, the network that has most
/// gives up the one that waits longest. So whoever fills the room keeps out nobody but themselves. Who showed who they are keeps the place.
/// </summary>
/// <param name="places">All places, those of known callers included.</param>
/// <param name="ofOne">How many of them unknown callers of one <see cref="SourceNetwork"/> may have.</param>
/// <param name="isFavoured">Callers from there lose a place to others last; null where nobody is favoured.</param>
internal sealed class FairRoom(int places, int ofOne, Func<IPAddress, bool>? isFavoured = null)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, LinkedList<FairSlot>> _unknown = [];
    private long _next;
    private int _taken;

    /// <summary>Places that are taken now.</summary>
    public int Taken
    {
        get
        {
            lock (_lock)
                return _taken;
        }
    }

    /// <summary>A place, for which another one may have been taken away; null when every place belongs to a known caller.</summary>
    /// <param name="takeAway">Ends the connection when its place goes to another. Called from any thread; must not block.</param>
    public FairSlot? Enter(IPAddress? source, Action takeAway)
    {
        FairSlot place;
        FairSlot? loser = null;
        lock (_lock)
        {
            var network = SourceNetwork.Of(source);
            var own = _unknown.GetValueOrDefault(network);
            if (own?.Count >= ofOne)
                loser = own.First!.Value;
            else if (_taken >= places && (loser = GreediestNeedsLock()) is null)
                return null;
            place = new FairSlot(this, network, isFavoured is not null && source is not null && isFavoured(source), _next++, takeAway);
            if (loser is not null)
                RemoveNeedsLock(loser);
            if (!_unknown.TryGetValue(network, out own))
                _unknown[network] = own = [];
            place.Waiting = own.AddLast(place);
            _taken++;
        }

        loser?.TakeAway();
        return place;
    }

    internal void Vouch(FairSlot place)
    {
        lock (_lock)
        {
            if (place.Waiting is null)
                return;
            RemoveNeedsLock(place);
            place.Known = true;
            _taken++;
        }
    }

    internal void Leave(FairSlot place)
    {
        lock (_lock)
        {
            if (place.Waiting is not null)
                RemoveNeedsLock(place);
            else if (place.Known)
                _taken--;
            place.Known = false;
        }
    }

    private FairSlot? GreediestNeedsLock()
    {
        FairSlot? loser = null;
        foreach (var place in _unknown.Values.Select(n => n.First!.Value))
            if (loser is null || Weight(place).CompareTo(Weight(loser)) > 0)
                loser = place;
        return loser;

        (bool, int, long) Weight(FairSlot oldest) => (!oldest.Favoured, oldest.Waiting!.List!.Count, -oldest.Number);
    }

    private void RemoveNeedsLock(FairSlot place)
    {
        var own = place.Waiting!.List!;
        own.Remove(place.Waiting);
        if (own.Count == 0)
            _unknown.Remove(place.Network);
        place.Waiting = null;
        _taken--;
    }
}
