namespace JitPortal.Grants;

/// <summary>How many grants the asker may see, by what they do now.</summary>
/// <param name="Open">Scheduled, opening and open.</param>
/// <param name="MineOpen">Of these, the asker's own.</param>
/// <param name="Closing">Told to shut and not yet proved shut.</param>
/// <param name="Stuck">Of these, the ones whose shutting failed at least once: somebody should look.</param>
public sealed record GrantCounts(int Open, int MineOpen, int Closing, int Stuck);
