using System.Net;
using JitPortal.Shared;

namespace JitPortal.Requests.Model;

/// <summary>One service of a request. Address and port are kept, so the record stays readable when the inventory moves on.</summary>
public sealed class RequestedService
{
    public long Id { get; init; }

    public RequestId RequestId { get; init; }

    public long ServiceId { get; init; }

    public required string Address { get; init; }

    /// <summary>Whose address it is.</summary>
    public string Site { get; init; } = SiteName.Main;

    public int Port { get; init; }

    public TransportProtocol Protocol { get; init; }

    public string? Name { get; init; }

    public Sensitivity Sensitivity { get; init; }

    public Endpoint Endpoint => new(IPAddress.Parse(Address), Port, Protocol, Site);
}
