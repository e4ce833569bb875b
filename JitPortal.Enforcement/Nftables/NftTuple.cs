using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>The key of an element: who may talk to what.</summary>
/// <param name="Protocol">As nft writes it; ours are <c>tcp</c> and <c>udp</c> only.</param>
internal readonly record struct NftTuple(IPAddress Source, IPAddress Service, string Protocol, int Port)
{
    public static NftTuple Of(DesiredDoor door) => Of(door.Source, door.Service);

    public static NftTuple Of(IPAddress source, Endpoint service) => new(source, service.Address, service.ProtocolName, service.Port);

    public bool IsIPv4 => Service.AddressFamily == AddressFamily.InterNetwork;

    /// <summary>The set that it stands in.</summary>
    public string Set => IsIPv4 ? NftRules.Grants4 : NftRules.Grants6;

    /// <summary>As an element's key in nft's own language.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Source} . {Service} . {Protocol} . {Port}");

    public Endpoint Endpoint =>
        new(Service, Port, string.Equals(Protocol, "udp", StringComparison.Ordinal) ? TransportProtocol.Udp : TransportProtocol.Tcp);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Source} {Service} {Protocol} {Port}");
}
