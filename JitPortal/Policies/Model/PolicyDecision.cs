namespace JitPortal.Policies.Model;

/// <summary>What a policy says to a request. Ordered: a higher value is stricter.</summary>
public enum PolicyDecision
{
    /// <summary>Opens by itself.</summary>
    Allow = 1,

    /// <summary>People decide, stage by stage.</summary>
    Ask = 2,

    /// <summary>Refused; nobody is asked.</summary>
    Deny = 3,
}
