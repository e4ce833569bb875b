namespace JitPortal.Inventory;

/// <summary>All about one host. A host may have every port open, so its services come in pages.</summary>
/// <param name="Services">In port order, closed ones too: one page of them.</param>
/// <param name="Scripts">Of the host, and of the services of this page.</param>
/// <param name="Findings">The worst first, at most a thousand.</param>
/// <param name="Changes">Newest first.</param>
public sealed record HostDetail(
    HostView Host, IReadOnlyList<ServiceView> Services, IReadOnlyList<ScriptView> Scripts, IReadOnlyList<FindingView> Findings, IReadOnlyList<ChangeView> Changes)
{
    /// <summary>How many services are known in all.</summary>
    public long ServicesTotal { get; init; }

    /// <summary>What the next page is asked with as <c>after</c>; null at the end.</summary>
    public string? Next { get; init; }
}
