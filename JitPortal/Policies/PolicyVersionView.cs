namespace JitPortal.Policies;

/// <summary>One line of the book's history.</summary>
public sealed record PolicyVersionView(int Version, string SavedBy, DateTimeOffset At);
