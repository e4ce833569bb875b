using System.Net;
using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway;

/// <summary>
/// Lets the portal's own probe through a door that is pinned to somebody else. NB. It names one address and port that the portal has
/// already bound, so no other program can hold it; it is good for one connection, and that takes the same way as any other.
/// </summary>
internal sealed class ProbeTicket(IPEndPoint local)
{
    private readonly TaskCompletionSource<SocketError> _upstream = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IPEndPoint Local { get; } = local;

    /// <summary>How the connection from the gateway to the service went.</summary>
    public Task<SocketError> Upstream => _upstream.Task;

    public void Tell(SocketError result) => _upstream.TrySetResult(result);
}
