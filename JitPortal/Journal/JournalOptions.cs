namespace JitPortal.Journal;

/// <summary>Settings under <c>Journal</c>.</summary>
public sealed class JournalOptions
{
    /// <summary>
    /// A file (another disk, a mount that only grows) or an http(s) address that gets each signed head of the journal. Null = none.
    /// </summary>
    public string? Witness { get; set; }

    /// <summary>How long the newest entries may stand unsigned: a second to an hour.</summary>
    public TimeSpan SignEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Networks besides public addresses in which an http(s) witness may be.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; set; } = [];
}
