namespace JitPortal.Policies;

/// <summary>Scopes of API tokens for the policy book, and what the journal calls a change of it.</summary>
public static class PolicyScopes
{
    public const string Read = "policies:read";
    public const string Write = "policies:write";

    internal const string Saved = "policy.saved";

    internal static string Subject(int number) => $"policy:{number}";
}
