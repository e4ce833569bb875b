namespace JitPortal.Inventory.Model;

/// <summary>One node of a script's structured output.</summary>
/// <param name="Depth">1 for the children of the script.</param>
/// <param name="Key">Null in a plain list.</param>
/// <param name="Value">Null for a table; its children follow with a greater depth.</param>
public readonly record struct ScriptElement(int Depth, string? Key, string? Value);
