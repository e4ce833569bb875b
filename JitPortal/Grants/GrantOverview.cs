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
    int Open,
    int Connections,
    DateTimeOffset? NextDeadline,
    int Stuck,
    DateTimeOffset? StuckSince,
    int Tries,
    int Closed,
    int Unverified,
    int Refuted
)
{
    /// <summary>Everything that is over and not proved shut.</summary>
    public int Unproved => Stuck + Unverified + Refuted;
}

/// <summary>How many grants the asker may see, by what they do now.</summary>
/// <param name="Open">Scheduled, opening and open.</param>
/// <param name="MineOpen">Of these, the asker's own.</param>
/// <param name="Closing">Told to shut and not yet proved shut.</param>
/// <param name="Stuck">Of these, the ones whose shutting failed at least once: somebody should look.</param>
/// <param name="Unverified">Closed within the last thirty days, and a door of theirs could not be verified.</param>
/// <param name="Refuted">Closed within the last thirty days, and a door of theirs was found open.</param>
public sealed record GrantCounts(int Open, int MineOpen, int Closing, int Stuck, int Unverified, int Refuted)
{
    /// <summary>Somebody should look: what does not shut, and what was found open.</summary>
    public int Alarming => Stuck + Refuted;
}
