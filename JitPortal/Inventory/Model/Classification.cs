using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>What the rules say of a service.</summary>
public sealed record Classification(Sensitivity Sensitivity, IReadOnlyList<string> Tags, string? Owner)
{
    /// <summary>No rule speaks of it.</summary>
    public static Classification None { get; } = new(Sensitivity.Low, [], null);
}
