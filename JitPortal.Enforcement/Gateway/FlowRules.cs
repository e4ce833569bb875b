using System.Net;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Gateway;

/// <summary>What holds for every connection of the gateway.</summary>
/// <param name="Bulk">Bytes that all growing buffers may hold together.</param>
/// <param name="Seats">Connections that may live at a time through all doors.</param>
internal sealed record FlowRules(GatewaySettings Settings, TimeProvider Time, Allowance Bulk, Allowance Seats)
{
    private const long BulkMemory = 64 * 1024 * 1024;

    public static FlowRules From(GatewaySettings settings, TimeProvider time) =>
        new(settings, time, new Allowance(BulkMemory), new Allowance(OpenFiles.Read().Connections(settings.MaxConnections)));

    /// <summary>Where a connection to <paramref name="service"/> comes from; null lets the system choose.</summary>
    public IPAddress? EgressTo(IPEndPoint service) =>
        Settings.Egress is { } egress && egress.AddressFamily == service.AddressFamily ? egress : null;
}

/// <summary>Counts a connection's bytes for itself and for its door.</summary>
/// <param name="Door">Null for the portal's own probes, which are nobody's use of a grant.</param>
internal sealed record FlowCount(ByteMeter Flow, ByteMeter? Door)
{
    public void Add(bool inward, int bytes)
    {
        Flow.Add(inward, bytes);
        Door?.Add(inward, bytes);
    }
}
