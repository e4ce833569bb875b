namespace JitPortal.Policies.Model;

/// <summary>What becomes of open access when the policy, or its holder's groups, change so that it would be refused now. Ordered: a higher value is stricter.</summary>
public enum PolicyChangeEffect
{
    /// <summary>It stays until its deadline.</summary>
    Keep,

    /// <summary>It is ended.</summary>
    End,
}
