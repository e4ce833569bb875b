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
    bool Shipped = false
);

/// <summary>All sensitivity rules in their order.</summary>
/// <param name="Version">Grows with each save; 0 while the shipped rules were never touched.</param>
/// <param name="WhyNot">Why the reader may not change them; null when they may.</param>
/// <param name="Finished">Every service is classified by these rules; false while the portal is still at it.</param>
public sealed record SensitivityRuleList(long Version, IReadOnlyList<SensitivityRuleView> Rules, string? WhyNot, bool Finished);

/// <summary>What saving the sensitivity rules did.</summary>
/// <param name="Version">Of the list as it stands now.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="Reclassified">Services whose level, tags or owner changed by it so far.</param>
/// <param name="Finished">Every service is classified by these rules. While it is false the portal goes on with it in the background.</param>
public sealed record SensitivitySaved(long Version, int Rules, int Reclassified, bool Finished);
