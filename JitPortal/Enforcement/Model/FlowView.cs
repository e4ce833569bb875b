using System.Net;

namespace JitPortal.Enforcement.Model;

/// <summary>One live connection through a door.</summary>
/// <param name="BytesIn">From the person to the service.</param>
/// <param name="BytesOut">From the service to the person.</param>
public sealed record FlowView(string Id, IPEndPoint Source, DateTimeOffset OpenedAt, long BytesIn, long BytesOut)
{
    /// <summary>Bytes a second from the person to the service, over the last seconds.</summary>
    public long RateIn { get; init; }

    /// <summary>The same, the other way.</summary>
    public long RateOut { get; init; }
}
