using JitPortal.Journal;

namespace JitPortal.Policies;

/// <summary>There is a new version of the policy.</summary>
/// <param name="Yaml">The whole of it.</param>
/// <param name="Shipped">True of the one that a new portal begins with.</param>
/// <param name="UpgradedFrom">The version from which a newer program rewrote it; null = somebody saved it.</param>
/// <param name="Sentence">What the rewriting changed.</param>
public sealed record PolicySaved(int Version, string Yaml, bool? Shipped = null, int? UpgradedFrom = null, string? Sentence = null) : IFact
{
    public static string Type => "policy.saved";
}
