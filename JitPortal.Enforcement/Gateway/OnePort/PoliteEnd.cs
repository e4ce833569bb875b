using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>Says a last sentence so that it arrives: closing at once, with words of the other side unread, would reset it away.</summary>
internal static class PoliteEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private const int MostUnread = 64 * 1024;

    public static async Task SayAsync(Stream talk, Socket socket, ConnectAnswer answer)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await talk.WriteAsync(answer.ToBytes(), patience.Token);
            socket.Shutdown(SocketShutdown.Send);
            var unread = new byte[1024];
            for (int read, all = 0; all < MostUnread && (read = await socket.ReceiveAsync(unread, patience.Token)) > 0; )
                all += read;
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It need not listen.
        }
    }
}
