using JitPortal.Journal;

namespace JitPortal.Inventory;

/// <summary>Sensitivity rules were saved.</summary>
/// <param name="Rules">How many.</param>
/// <param name="List">All of them.</param>
public sealed record SensitivityRulesSaved(int Rules, long Version, IReadOnlyList<SensitivityRuleView> List) : IFact
{
    public static string Type => "sensitivity.saved";
}

/// <summary>Every service is classified by the rules of that version.</summary>
/// <param name="Changed">Services that are classified otherwise than before.</param>
public sealed record SensitivityRulesApplied(long Version, int Changed) : IFact
{
    public static string Type => "sensitivity.applied";
}
