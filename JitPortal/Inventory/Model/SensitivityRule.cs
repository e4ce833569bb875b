using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>Says how sensitive a service is. Of all rules that match, the worst level wins; tags add up; the first owner in order counts.</summary>
public sealed class SensitivityRule
{
    public long Id { get; set; }

    public int Position { get; set; }

    public required string Name { get; set; }

    /// <summary><c>5432/tcp</c> or ranges <c>6000-6010/tcp</c>; empty = any.</summary>
    public IReadOnlyList<string> Ports { get; set; } = [];

    /// <summary>Service names with <c>*</c>; empty = any.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    /// <summary>Product texts with <c>*</c>; empty = any.</summary>
    public IReadOnlyList<string> Products { get; set; } = [];

    /// <summary>CPE names with <c>*</c>; empty = any.</summary>
    public IReadOnlyList<string> Cpes { get; set; } = [];

    /// <summary>Networks; empty = any.</summary>
    public IReadOnlyList<string> Networks { get; set; } = [];

    public Sensitivity? Sensitivity { get; set; }

    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>Group that owns what matches.</summary>
    public string? Owner { get; set; }

    /// <summary>True for rules that came with the product.</summary>
    public bool Shipped { get; set; }
}
