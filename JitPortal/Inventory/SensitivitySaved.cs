namespace JitPortal.Inventory;

/// <summary>What saving the sensitivity rules did.</summary>
/// <param name="Version">Of the list as it stands now.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="Reclassified">Services whose level, tags or owner changed by it so far.</param>
/// <param name="Finished">Every service is classified by these rules. While it is false the portal goes on with it in the background.</param>
public sealed record SensitivitySaved(long Version, int Rules, int Reclassified, bool Finished);
