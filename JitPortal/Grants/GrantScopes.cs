namespace JitPortal.Grants;

/// <summary>Scopes of API tokens for grants.</summary>
public static class GrantScopes
{
    public const string Read = "grants:read";
    public const string Write = "grants:write";
}
