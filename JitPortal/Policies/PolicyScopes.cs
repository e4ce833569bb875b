namespace JitPortal.Policies;

/// <summary>Scopes of API tokens for the policy.</summary>
public static class PolicyScopes
{
    public const string Read = "policies:read";
    public const string Write = "policies:write";
}
