using JitPortal.Journal.Model;

namespace JitPortal.Journal;

/// <summary>What lies in the data folder of what was signed: the file of checkpoints, and the newest one once more beside the key.</summary>
/// <param name="Checkpoints">Those that can be read, in their order.</param>
/// <param name="Damaged">Numbers of lines that cannot be read.</param>
/// <param name="Cut">The last line was cut, as a crash while writing leaves it.</param>
/// <param name="Head">The newest one beside the key; null when it is not there.</param>
/// <param name="HeadDamaged">It is there and cannot be read.</param>
public sealed record CheckpointTrail(
    string File, IReadOnlyList<Checkpoint> Checkpoints, IReadOnlyList<int> Damaged, bool Cut, CheckpointHead? Head, string HeadFile, bool HeadDamaged)
{
    public Checkpoint? Last => Checkpoints.MaxBy(c => c.Seq);

    /// <summary>Everything that says of an entry what hash it had.</summary>
    public IReadOnlyList<Checkpoint> Vouching => Head is { Last.Seq: > 0 } ? [.. Checkpoints, Head.Last] : Checkpoints;

    /// <summary>What is missing or damaged of it, and from which entry on nobody vouches; null when all is there.</summary>
    public (long At, string Sentence)? Problem(JournalKey key)
    {
        var last = Last?.Seq ?? 0;
        if (!key.Exists && (last > 0 || Head is { Last.Seq: > 0 }))
            return (1, $"The key that signed the journal, journal.pem beside {HeadFile}, is missing. Put it back from a back-up.");
        if (HeadDamaged || (Head is { Last.Seq: > 0 } head && !key.Verify(head.Last)))
            return (last + 1, $"{HeadFile}, which says how far the journal was signed, is damaged. Put it back from a back-up.");
        if (Last is not null && !key.Verify(Last))
            return (last, $"The checkpoint for entry {last} does not carry this portal's signature.");
        if (last == 0 && (Head is { Last.Seq: > 0 } || (Head is null && key.Exists)))
            return (1, $"The checkpoints of the journal are missing: {File} is not there or holds none that can be read, though {Signed()}. Put it back from a back-up.");
        if (Head is not null && Head.Last.Seq > last)
            return (last + 1, $"Checkpoints are missing or damaged: the journal was signed to entry {Head.Last.Seq}, and {File} goes to entry {last}. Put it back from a back-up.");
        if (Damaged.Count > 0)
            return (last + 1, $"A checkpoint is damaged: line {Damaged[0]} of {File} cannot be read. Put the file back from a back-up.");
        if (Head is not null && Head.Checkpoints > Checkpoints.Count)
            return (1, $"{Head.Checkpoints - Checkpoints.Count} of {Head.Checkpoints} checkpoints are missing from {File}. Put it back from a back-up.");
        return null;
    }

    private string Signed() => Head is null ? "the key that signs them is" : $"the journal was signed to entry {Head.Last.Seq}";
}
