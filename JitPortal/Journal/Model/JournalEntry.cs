namespace JitPortal.Journal.Model;

/// <summary>One state change, chained to the one before it by its hash. Never changed, never removed.</summary>
public sealed class JournalEntry
{
    /// <summary>1, 2, 3, ... without gaps.</summary>
    public long Seq { get; set; }

    public DateTimeOffset At { get; set; }

    public required string Actor { get; set; }

    /// <summary>Stable name such as <c>grant.opened</c>.</summary>
    public required string Type { get; set; }

    /// <summary>What it is about: <c>grant:0193…</c>.</summary>
    public required string Subject { get; set; }

    /// <summary>Canonical JSON, see <see cref="CanonicalJson"/>.</summary>
    public required string Data { get; set; }

    /// <summary>64 hex digits; of the first entry all zero.</summary>
    public required string PreviousHash { get; set; }

    /// <summary>SHA-256 over all the above, see <see cref="JournalHash"/>.</summary>
    public required string Hash { get; set; }
}
