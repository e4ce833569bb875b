using JitPortal.Journal.Model;

namespace JitPortal.Journal;

/// <summary>What lies in the data folder of what was signed: the file of checkpoints, and the newest one once more beside the key.</summary>
/// <param name="Checkpoints">Those that can be read, in their order.</param>
/// <param name="Damaged">Numbers of lines that cannot be read.</param>
/// <param name="Cut">The last line was cut, as a crash while writing leaves it.</param>
/// <param name="Head">The newest one beside the key; null when it is not there.</param>
/// <param name="HeadDamaged">It is there and cannot be read.</param>
/// <param name="Seen">The newest one that this process wrote or saw; null before it saw any.</param>
public sealed record CheckpointTrail(
    string File,
    IReadOnlyList<Checkpoint> Checkpoints,
    IReadOnlyList<int> Damaged,
    bool Cut,
    CheckpointHead? Head,
    string HeadFile,
    bool HeadDamaged,
    CheckpointHead? Seen
)
{
    private const string PutBack = "Put it back from a back-up.";

    public Checkpoint? Last { get; } = Checkpoints.MaxBy(c => c.Seq);

    /// <summary>Everything that says of an entry what hash it had.</summary>
    public IReadOnlyList<Checkpoint> Vouching =>
        [.. Checkpoints, .. ((CheckpointHead?[])[Head, Seen]).OfType<CheckpointHead>().Select(h => h.Last).Where(c => c.Seq > 0)];

    /// <summary>What is missing or damaged of it, and from which entry on nobody vouches; null when all is there.</summary>
    /// <param name="written">The journal has entries: with its first one the key was made, so it must be there.</param>
    public (long At, string Sentence)? Problem(JournalKey key, bool written)
    {
        var all = Problems(key, written).ToList();
        return all.Count == 0 ? null : (all.Min(p => p.At), string.Join(' ', all.Select(p => p.Sentence)));
    }

    private IEnumerable<(long At, string Sentence)> Problems(JournalKey key, bool written)
    {
        var (last, signed) = (Last?.Seq ?? 0, Math.Max(Head?.Last.Seq ?? 0, Seen?.Last.Seq ?? 0));
        if (!key.Exists && (written || last > 0 || signed > 0))
            yield return (1, $"The key that signs the journal is missing: {key.FileName} is not there. {PutBack}");
        else if (key.IsDamaged)
            yield return (1, $"The key that signs the journal, {key.FileName}, cannot be read. {PutBack}");
        else if (Head is not null && !key.Verify(Head.Last))
            yield return (
                last + 1,
                $"{HeadFile} or the key beside it was changed: what it says of how far the journal was signed does not carry this portal's signature. {PutBack}"
            );
        else if (Last is not null && !key.Verify(Last))
            yield return (last, $"The checkpoint for entry {last} does not carry this portal's signature.");

        if (HeadDamaged)
            yield return (last + 1, $"{HeadFile}, which says how far the journal was signed, is damaged. {PutBack}");
        else if (Head is null && (key.Exists || written || last > 0))
            yield return (last + 1, $"{HeadFile}, which says how far the journal was signed, is missing. {PutBack}");
        else if (Seen is not null && Head is not null && Head.Last.Seq < Seen.Last.Seq)
            yield return (
                Head.Last.Seq + 1,
                $"{HeadFile} was set back to entry {Head.Last.Seq} while the portal runs; the journal was signed to entry {Seen.Last.Seq}. {PutBack}"
            );

        if (last == 0 && (signed > 0 || (Head is null && written)))
            yield return (
                1,
                $"The checkpoints of the journal are missing: {File} {(System.IO.File.Exists(File) ? "holds none that can be read" : "is not there")}{(signed > 0 ? $", though the journal was signed to entry {signed}" : "")}. {PutBack}"
            );
        else if (signed > last)
            yield return (
                last + 1,
                $"Checkpoints are missing or damaged: the journal was signed to entry {signed}, and {File} goes to entry {last}. {PutBack}"
            );
        else if (Damaged.Count > 0)
            yield return (last + 1, $"A checkpoint is damaged: line {Damaged[0]} of {File} cannot be read. {PutBack}");
        else if (Head is not null && Head.Checkpoints > Checkpoints.Count)
            yield return (
                1,
                $"{Head.Checkpoints - Checkpoints.Count} of {Head.Checkpoints} checkpoints are missing from {File}. {PutBack}"
            );
    }
}

/// <summary>How far the journal was signed, kept beside the key.</summary>
/// <param name="Checkpoints">How many there were then.</param>
public sealed record CheckpointHead(Checkpoint Last, int Checkpoints);
