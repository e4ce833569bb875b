namespace JitPortal.Grants;

/// <summary>Something at an enforcement point that no grant explained, as the journal has it.</summary>
/// <param name="Seq">The journal entry's number.</param>
public sealed record DriftView(long Seq, DateTimeOffset At, string Kind, string Found, string? Before, string? After);
