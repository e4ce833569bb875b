namespace JitPortal.Identity;

/// <summary>A token to make.</summary>
/// <param name="Scopes">See <see cref="TokenScopes"/>; empty = all that the person may.</param>
/// <param name="Lifetime">Null = the shipped default of 30 days.</param>
public sealed record NewToken(string Name, IReadOnlyList<string> Scopes, TimeSpan? Lifetime = null);
