namespace JitPortal.Inventory;

/// <summary>Scopes of API tokens for the inventory.</summary>
public static class InventoryScopes
{
    public const string Read = "inventory:read";
    public const string Write = "policies:write";
}
