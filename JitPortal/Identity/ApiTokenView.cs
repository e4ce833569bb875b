namespace JitPortal.Identity;

/// <summary>A token as its owner sees it.</summary>
/// <param name="Scopes">Empty = all that the person may.</param>
public sealed record ApiTokenView(
    Guid Id, string UserId, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt)
{
    public bool UsableAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);
}
