namespace JitPortal.Requests;

/// <summary>How many requests wait: in all that the reader may see, for the reader's word, and of the reader's own.</summary>
/// <param name="OldestForMe">When the oldest that waits for the reader was made.</param>
public sealed record RequestCounts(int Pending, int WaitingForMe, int Mine, DateTimeOffset? OldestForMe);
