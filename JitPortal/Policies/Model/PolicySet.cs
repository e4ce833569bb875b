namespace JitPortal.Policies.Model;

/// <summary>The policy of the portal: rules in order. Immutable; a new version replaces it whole.</summary>
/// <param name="Version">Counts the saved books from 1.</param>
public sealed record PolicySet(int Version, IReadOnlyList<PolicyRule> Rules)
{
    /// <summary>The saved text could not be read, so that nothing is given. It takes nothing away that was given.</summary>
    public bool Unreadable { get; init; }
}
