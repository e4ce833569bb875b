using System.Net;

namespace JitPortal.Enforcement;

/// <summary>An enforcement point through which connections run: what lies behind it sees the point's address, not the person's.</summary>
internal interface IConnectionCarrier
{
    /// <summary>The address that the service sees; null when that is not known.</summary>
    IPAddress? SeenBy(Endpoint service);
}
