using JitPortal.Shared;

namespace JitPortal.Edge;

/// <summary>The place of one connection, found by each of its requests among the connection's features.</summary>
internal sealed class EdgeSlot(EdgeRoom room, FairSlot place)
{
    private string? _person;
    private int _left;

    /// <summary>The person on whose behalf a request came shows who holds the connection.</summary>
    public void Vouch(string person)
    {
        if (place.Known || !room.TryCount(person))
            return;
        // Two streams of one connection may both be the first.
        if (Interlocked.CompareExchange(ref _person, person, null) is not null)
            room.Forget(person);
        place.Vouch();
    }

    public void Leave()
    {
        if (Interlocked.Exchange(ref _left, 1) == 1)
            return;
        place.Leave();
        if (_person is { } person)
            room.Forget(person);
    }
}
