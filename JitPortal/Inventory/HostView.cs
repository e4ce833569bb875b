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
    IReadOnlyList<string> Vantages)
{
    /// <summary>Further addresses of the same host. It is found by them; its ports were looked at only at <see cref="Address"/>.</summary>
    public IReadOnlyList<string> OtherAddresses { get; init; } = [];

    /// <summary><see cref="Hostnames"/> with their kind and age.</summary>
    public IReadOnlyList<HostNameView> Names { get; init; } = [];
}

/// <summary>A name that a host has or had.</summary>
/// <param name="Kind"><c>user</c>, <c>PTR</c>, or empty when the scan did not say.</param>
/// <param name="LastSeen">When a sighting of the host last had it.</param>
/// <param name="Current">The newest sighting that named the host has it.</param>
public sealed record HostNameView(string Name, string Kind, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, bool Current);
