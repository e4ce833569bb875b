using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Gateway.OnePort;

namespace JitPortal.Enforcement.Gateway;

/// <summary>Who stands before a door.</summary>
/// <param name="Source">Where the connection comes from, IPv4 never written as IPv6.</param>
internal sealed record Entrant(Socket Socket, IPEndPoint Source)
{
    /// <summary>What the one-port mode put around the connection; null at a port of the grant's own.</summary>
    public Tunnel? Tunnel { get; init; }

    /// <summary>The portal's own probe, when it is one; the door finds that out.</summary>
    public ProbeTicket? Probe { get; init; }
}

/// <summary>What a door said to a connection.</summary>
internal enum Admission
{
    Admitted,

    /// <summary>The door is shutting, or its time is over.</summary>
    Shut,

    /// <summary>It comes from another address than the grant's.</summary>
    Stranger,

    /// <summary>As many as may live at a time do: through this door or through all.</summary>
    Full,

    /// <summary>Too many came within a second.</summary>
    TooFast,

    /// <summary>The machine has no more sockets to give.</summary>
    NoSockets,
}
