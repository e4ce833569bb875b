namespace JitPortal.Inventory;

/// <summary>The journal's words for the inventory.</summary>
public static class InventoryEvents
{
    /// <summary>Sensitivity rules were saved: the whole list, and its version.</summary>
    public const string RulesSaved = "sensitivity.saved";

    /// <summary>Every service is classified by the rules of that version.</summary>
    public const string RulesApplied = "sensitivity.applied";
}
