namespace JitPortal.Journal;

/// <summary>What a walk over the chain found.</summary>
/// <param name="Intact">True when every entry follows from the one before it and every checkpoint fits.</param>
/// <param name="Entries">Entries walked.</param>
/// <param name="BrokenAt">First entry that does not hold; null when intact.</param>
/// <param name="Sentence">The same for people.</param>
/// <param name="Checkpoints">Checkpoints compared.</param>
/// <param name="SignedTo">The newest entry that a checkpoint vouches for; 0 = none.</param>
public sealed record JournalVerification(bool Intact, long Entries, long? BrokenAt, string Sentence, int Checkpoints, long SignedTo)
{
    /// <summary>The file or address that is told of each signed head; null when none is set.</summary>
    public string? Witness { get; init; }

    /// <summary>The newest entry of which the witness confirmed that it was told; null when none is set.</summary>
    public long? WitnessedTo { get; init; }

    /// <summary>Why the witness was not told of the newest head; null when it was, or none is set.</summary>
    public string? WitnessTrouble { get; init; }
}
