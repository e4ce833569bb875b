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
