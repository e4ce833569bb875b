using JitPortal.Journal;

namespace JitPortal.Inventory;

/// <summary>Sensitivity rules were saved.</summary>
/// <param name="Rules">How many.</param>
/// <param name="List">All of them.</param>
public sealed record SensitivityRulesSaved(int Rules, long Version, IReadOnlyList<SensitivityRuleView> List) : IFact
{
    public static string Type => "sensitivity.saved";
}

/// <summary>A site was made or changed.</summary>
/// <param name="Vantages">All that look at it from now on.</param>
public sealed record SiteSaved(string Description, IReadOnlyList<string> Vantages) : IFact
{
    public static string Type => "site.saved";
}

/// <summary>A site of which nothing was known was taken away.</summary>
public sealed record SiteDeleted : IFact
{
    public static string Type => "site.deleted";
}

/// <summary>Every service is classified by the rules of that version.</summary>
/// <param name="Changed">Services that are classified otherwise than before.</param>
public sealed record SensitivityRulesApplied(long Version, int Changed) : IFact
{
    public static string Type => "sensitivity.applied";
}
