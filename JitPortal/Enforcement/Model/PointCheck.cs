namespace JitPortal.Enforcement.Model;

/// <summary>One thing that an enforcement point needs, and whether it is there.</summary>
/// <param name="Name">What is looked at, in a few words.</param>
/// <param name="Seen">What was found, as a sentence.</param>
/// <param name="Fix">What to do about it; null when all is well.</param>
public sealed record PointCheck(string Name, bool Ok, string Seen, string? Fix = null);
