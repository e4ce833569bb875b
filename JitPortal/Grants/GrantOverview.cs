namespace JitPortal.Grants;

/// <summary>The figures above the map, over the grants that the asker may see.</summary>
/// <param name="Open">Open now.</param>
/// <param name="Connections">Live connections through them, as far as their points count them.</param>
/// <param name="NextDeadline">When the next of them ends.</param>
/// <param name="Stuck">Closing, and a try to shut them or to see them shut has failed already.</param>
/// <param name="StuckSince">When the oldest of these had to be shut.</param>
/// <param name="Tries">The most tries that one of these took so far.</param>
/// <param name="Closed">Closed within the last thirty days.</param>
/// <param name="Unverified">Of these, the ones of which a door could not be verified.</param>
/// <param name="Refuted">Of these, the ones of which a door was found open.</param>
public sealed record GrantOverview(
    int Open, int Connections, DateTimeOffset? NextDeadline, int Stuck, DateTimeOffset? StuckSince, int Tries, int Closed, int Unverified, int Refuted)
{
    /// <summary>Everything that is over and not proved shut.</summary>
    public int Unproved => Stuck + Unverified + Refuted;
}
