using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway;

internal static class SocketEnd
{
    /// <summary>Closes so that the peer gets a reset at once and nothing that waits in a buffer is still delivered.</summary>
    public static void Reset(this Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Already closed, or never connected: closing is all that is left.
        }

        socket.Close(0);
    }
}
