using JitPortal.Shared;

namespace JitPortal.Inventory;

/// <summary>A host as pages and API show it.</summary>
/// <param name="Family"><c>ipv4</c> or <c>ipv6</c>.</param>
/// <param name="State">Up or Gone.</param>
/// <param name="Services">Open services.</param>
public sealed record HostView(
    string Address,
    string Family,
    IReadOnlyList<string> Hostnames,
    string? Mac,
    string? Vendor,
    string? Os,
    string State,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    int Services,
    int? OsAccuracy,
    Sensitivity? Worst,
    string Network,
    IReadOnlyList<string> Vantages
)
{
    /// <summary>Whose address <see cref="Address"/> is.</summary>
    public string Site { get; init; } = SiteName.Main;

    /// <summary>Further addresses of the same host. It is found by them; its ports were looked at only at <see cref="Address"/>.</summary>
    public IReadOnlyList<string> OtherAddresses { get; init; } = [];

    /// <summary><see cref="Hostnames"/> with their kind and age.</summary>
    public IReadOnlyList<HostNameView> Names { get; init; } = [];
}

/// <summary>All about one host. A host may have every port open, so its services come in pages.</summary>
/// <param name="Services">In port order, closed ones too: one page of them.</param>
/// <param name="Scripts">Of the host, and of the services of this page.</param>
/// <param name="Findings">The worst first, at most a thousand.</param>
/// <param name="Changes">Newest first.</param>
public sealed record HostDetail(
    HostView Host,
    IReadOnlyList<ServiceView> Services,
    IReadOnlyList<ScriptView> Scripts,
    IReadOnlyList<FindingView> Findings,
    IReadOnlyList<ChangeView> Changes
)
{
    /// <summary>How many services are known in all.</summary>
    public long ServicesTotal { get; init; }

    /// <summary>What the next page is asked with as <c>after</c>; null at the end.</summary>
    public string? Next { get; init; }
}

/// <summary>A name that a host has or had.</summary>
/// <param name="Kind"><c>user</c>, <c>PTR</c>, or empty when the scan did not say.</param>
/// <param name="LastSeen">When a sighting of the host last had it.</param>
/// <param name="Current">The newest sighting that named the host has it.</param>
public sealed record HostNameView(string Name, string Kind, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, bool Current);

/// <summary>One difference that a scan found.</summary>
public sealed record ChangeView(DateTimeOffset At, string Kind, int? Port, string? Protocol, string? Before, string? After, ScanId Scan);
