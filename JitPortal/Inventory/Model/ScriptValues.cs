namespace JitPortal.Inventory.Model;

/// <summary>Looks things up in a script's flattened output.</summary>
internal static class ScriptValues
{
    /// <summary>First value with that key, wherever it stands.</summary>
    public static string? Find(ScriptRecord script, string key)
    {
        foreach (var element in script.Elements)
        {
            if (element.Key == key && element.Value is { Length: > 0 } value)
                return value;
        }
        return null;
    }
}
