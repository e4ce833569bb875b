namespace JitPortal.Policies.Model;

/// <summary>What is known about the address that access would be for.</summary>
/// <param name="Known">The person is known to come from it.</param>
/// <param name="Whose">Whose it is else, in words: <c>the host db7 in the inventory</c>; null when nothing is known of it.</param>
public sealed record SourceFacts(bool Known, string? Whose = null);
