using System.Net;

namespace JitPortal.Shared;

/// <summary>One caller's place in a <see cref="FairRoom"/>.</summary>
internal sealed class FairSlot(FairRoom room, IPAddress network, bool favoured, long number, Action takeAway)
{
    /// <summary>Its caller showed who they are: nobody takes it away.</summary>
    public bool Known { get; internal set; }

    internal IPAddress Network => network;

    internal bool Favoured => favoured;

    /// <summary>The lower, the longer it waits.</summary>
    internal long Number => number;

    /// <summary>Where it stands among those of its network; null once it is known, was taken away or left.</summary>
    internal LinkedListNode<FairSlot>? Waiting { get; set; }

    /// <summary>From now on nobody takes it away. Does nothing for a place that was taken away or left.</summary>
    public void Vouch() => room.Vouch(this);

    /// <summary>Gives it back. May be called more than once.</summary>
    public void Leave() => room.Leave(this);

    internal void TakeAway() => takeAway();
}
