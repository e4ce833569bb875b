namespace JitPortal.Grants;

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
