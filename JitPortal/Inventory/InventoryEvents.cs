namespace JitPortal.Inventory;

/// <summary>The journal's words for the inventory.</summary>
public static class InventoryEvents
{
    public const string RulesSaved = "sensitivity.saved";
}
