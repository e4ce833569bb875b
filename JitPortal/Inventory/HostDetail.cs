namespace JitPortal.Inventory;

/// <summary>All about one host.</summary>
/// <param name="Services">In port order, closed ones too.</param>
/// <param name="Changes">Newest first.</param>
public sealed record HostDetail(
    HostView Host, IReadOnlyList<ServiceView> Services, IReadOnlyList<ScriptView> Scripts, IReadOnlyList<FindingView> Findings, IReadOnlyList<ChangeView> Changes);
