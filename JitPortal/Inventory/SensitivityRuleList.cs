namespace JitPortal.Inventory;

/// <summary>All sensitivity rules in their order.</summary>
/// <param name="Version">Grows with each save; 0 while the shipped rules were never touched.</param>
/// <param name="WhyNot">Why the reader may not change them; null when they may.</param>
/// <param name="Finished">Every service is classified by these rules; false while the portal is still at it.</param>
public sealed record SensitivityRuleList(long Version, IReadOnlyList<SensitivityRuleView> Rules, string? WhyNot, bool Finished);
