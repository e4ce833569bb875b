namespace JitPortal.Policies;

/// <summary>Somebody whom a stage names, as they are now.</summary>
/// <param name="WhyNot">Why they cannot decide, to follow their name: <c>is disabled</c>; null = they can.</param>
public sealed record NamedPerson(string UserId, string Email, string Name, string? WhyNot);
