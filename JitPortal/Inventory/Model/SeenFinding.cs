using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>A weakness as a script reported it.</summary>
public sealed record SeenFinding(string Name, Severity Severity, string Title, string Script);
