using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Policies;

/// <summary>
/// What the inventory says about one service now: what policies look at, and what an approver wants to see changed or unchanged.
/// Plain values, because a request keeps it.
/// </summary>
/// <param name="OpenPorts">Open ports of its host, in order.</param>
/// <param name="Identity">What tells its host from another at the same address: MAC, SSH host keys, TLS keys, one line each.</param>
/// <param name="Closed">The newest scan that looked did not find it open.</param>
public sealed record ServiceFacts(
    long ServiceId,
    string Address,
    int Port,
    TransportProtocol Protocol,
    string? Name,
    string? Product,
    string? Version,
    IReadOnlyList<string> Cpe,
    Sensitivity Sensitivity,
    IReadOnlyList<string> Tags,
    string? Owner,
    IReadOnlyList<string> Findings,
    Severity WorstFinding,
    IReadOnlyList<string> OpenPorts,
    IReadOnlyList<string> Identity,
    DateTimeOffset LastSeen,
    bool Closed
)
{
    /// <summary>Whose address <see cref="Address"/> is.</summary>
    public string Site { get; init; } = SiteName.Main;

    public Endpoint Endpoint() => new(System.Net.IPAddress.Parse(Address), Port, Protocol, Site);

    internal SeenService ToSeen() => new(Endpoint(), Name, Product, Cpe, Sensitivity, Tags, Owner, WorstFinding, LastSeen, Closed);
}
