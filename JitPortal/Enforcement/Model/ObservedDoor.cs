using System.Net;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Model;

/// <summary>A door as it stands open at the enforcement point.</summary>
/// <param name="Host">Name or address that people connect to.</param>
/// <param name="Flows">Connections that live now.</param>
/// <param name="BytesIn">All bytes from people to the service since the door opened, ended connections included.</param>
/// <param name="BytesOut">The same, the other way.</param>
/// <param name="Turned">Connections refused since the door opened: wrong source, too many at once or too many a second.</param>
public sealed record ObservedDoor(
    GrantId Grant,
    IPAddress Source,
    Endpoint Service,
    DateTimeOffset Deadline,
    string Host,
    int Port,
    DateTimeOffset OpenedAt,
    IReadOnlyList<FlowView> Flows,
    long BytesIn,
    long BytesOut,
    long Turned)
{
    /// <summary>Bytes a second from people to the service, over the last seconds and all connections.</summary>
    public long RateIn { get; init; }

    /// <summary>The same, the other way.</summary>
    public long RateOut { get; init; }
}
