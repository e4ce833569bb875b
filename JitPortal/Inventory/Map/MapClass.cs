using JitPortal.Shared;

namespace JitPortal.Inventory.Map;

/// <summary>A row of the service matrix: a service name as Nmap says it.</summary>
/// <param name="Sensitivity">Worst seen for that name.</param>
public sealed record MapClass(string Label, Sensitivity Sensitivity);
