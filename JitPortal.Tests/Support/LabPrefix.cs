using System.Net;
using System.Net.Sockets;

namespace JitPortal.Tests.Support;

/// <summary>Second octets for labs that run at the same time on one machine.</summary>
internal static class LabPrefix
{
    private static int _next = Random.Shared.Next(0, 200);

    /// <summary>A prefix on which nobody's lab listens (its ticker tells).</summary>
    public static byte Free()
    {
        for (var tries = 0; tries < 200; tries++)
        {
            var prefix = (byte)(30 + (Interlocked.Increment(ref _next) % 200));
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(new IPAddress([127, prefix, 1, 20]), 7007));
                return prefix;
            }
            catch (SocketException)
            {
                // Taken; the next one.
            }
        }

        throw new InvalidOperationException("Every prefix of 127.x is taken by a lab.");
    }
}
