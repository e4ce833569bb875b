namespace JitPortal.Identity;

/// <summary>Whom a presented token speaks for.</summary>
/// <param name="Scopes">Null = not bound by scopes.</param>
public sealed record TokenHolder(Guid TokenId, string UserId, string Email, string Name, IReadOnlySet<string>? Scopes);
