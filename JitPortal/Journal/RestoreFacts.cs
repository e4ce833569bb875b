namespace JitPortal.Journal;

/// <summary>A back-up was restored: the entry behind the last one of the back-up.</summary>
/// <param name="Entries">Of the back-up's journal.</param>
public sealed record PortalRestored(DateTimeOffset? BackupMadeAt, long Entries, bool Intact, RestoreEnded Ended) : IFact
{
    public static string Type => "portal.restored";
}

/// <summary>How many of each a restore ended, for what was over must not live again.</summary>
/// <param name="SinceKnown">False where the replaced database was missing, could not be read, or had not lived on from the back-up.</param>
/// <param name="Links">Unspent invitations and set-up links.</param>
public sealed record RestoreEnded(bool SinceKnown, int Grants, int People, int Tokens, int Requests, int Sessions, int Links);
