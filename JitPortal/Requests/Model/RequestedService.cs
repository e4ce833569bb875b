using System.Net;
using JitPortal.Shared;

namespace JitPortal.Requests.Model;

/// <summary>One service of a request. Address and port are kept, so the record stays readable when the inventory moves on.</summary>
public sealed class RequestedService
{
    public long Id { get; set; }

    public RequestId RequestId { get; set; }

    public long ServiceId { get; set; }

    public required string Address { get; set; }

    /// <summary>Whose address it is.</summary>
    public string Site { get; set; } = SiteName.Main;

    public int Port { get; set; }

    public TransportProtocol Protocol { get; set; }

    public string? Name { get; set; }

    public Sensitivity Sensitivity { get; set; }

    public Endpoint Endpoint => new(IPAddress.Parse(Address), Port, Protocol, Site);
}
