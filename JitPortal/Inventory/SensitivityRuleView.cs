using JitPortal.Shared;

namespace JitPortal.Inventory;

/// <summary>A sensitivity rule as people edit it. Empty lists match everything; within a list any one entry is enough.</summary>
/// <param name="Ports"><c>5432/tcp</c>, <c>6000-6010/tcp</c>, <c>53</c>.</param>
/// <param name="Names">Service names, <c>*</c> allowed; likewise products and CPEs.</param>
/// <param name="Sensitivity">Null when the rule only tags or names an owner.</param>
/// <param name="Owner">Group that owns what matches.</param>
/// <param name="Shipped">It came with the product and is unchanged; saving finds this out by itself.</param>
public sealed record SensitivityRuleView(
    string Name,
    IReadOnlyList<string> Ports,
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Products,
    IReadOnlyList<string> Cpes,
    IReadOnlyList<string> Networks,
    Sensitivity? Sensitivity,
    IReadOnlyList<string> Tags,
    string? Owner,
    bool Shipped = false);
