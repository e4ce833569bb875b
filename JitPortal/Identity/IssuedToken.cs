namespace JitPortal.Identity;

/// <summary>A new token with its secret, which is shown this once.</summary>
public sealed record IssuedToken(ApiTokenView Token, string Secret);
