namespace JitPortal.Identity;

/// <summary>A token as its owner sees it.</summary>
/// <param name="Scopes">Empty = all that the person may.</param>
public sealed record ApiTokenView(
    Guid Id,
    string UserId,
    string Name,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt
)
{
    public bool UsableAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);
}

/// <summary>A token to make.</summary>
/// <param name="Scopes">See <see cref="TokenScopes"/>; empty = all that the person may.</param>
/// <param name="Lifetime">Null = the shipped default of 30 days.</param>
public sealed record NewToken(string Name, IReadOnlyList<string> Scopes, TimeSpan? Lifetime = null);

/// <summary>A new token with its secret, which is shown this once.</summary>
public sealed record IssuedToken(ApiTokenView Token, string Secret);
