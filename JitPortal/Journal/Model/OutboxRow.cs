namespace JitPortal.Journal.Model;

/// <summary>
/// One entry of the journal that one subscriber still has to handle. Written with the entry, in its transaction, so that a crash loses
/// neither; removed when it is handled.
/// </summary>
public sealed class OutboxRow
{
    public long Id { get; init; }

    /// <summary>The entry.</summary>
    public long Seq { get; init; }

    /// <summary>Name of the subscriber, as it is registered.</summary>
    public required string Subscriber { get; init; }

    /// <summary>Tries that failed.</summary>
    public int Attempts { get; private set; }

    /// <summary>Not before; null = at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    /// <summary>Why the last try failed, in a sentence.</summary>
    public string? Error { get; private set; }

    /// <summary>Since when it is not tried any more by itself; null = it is.</summary>
    public DateTimeOffset? DeadAt { get; private set; }
}
